package millrace.store;

import java.util.Optional;

/// Points in one direction of time, a block after the other. The taker may change a block it was given.
@FunctionalInterface
interface PointStream {
  /// The next block, never an empty one; empty when there are no more.
  Optional<Points> next();
}
