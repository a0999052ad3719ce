package millrace.store;

import java.util.Optional;

/// Points in one direction of time, a block after the other. A block is the taker's to turn or thin out.
@FunctionalInterface
interface PointStream {
  /// The next block, never an empty one; empty when there are no more.
  Optional<Points> next();
}
