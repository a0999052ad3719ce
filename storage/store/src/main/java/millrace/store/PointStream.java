package millrace.store;

import java.util.Optional;
import millrace.columns.PointSummary;

/// Points in one direction of time, a block after the other. A block is the taker's to turn or thin out.
interface PointStream {
  /// No point is before this.
  long minNanos();

  /// No point is after this.
  long maxNanos();

  /// The next block, never an empty one; empty when there are no more.
  Optional<Points> next();

  /// Whether there are no more blocks for certain.
  boolean isDone();

  /// What is known of the next block without reading it.
  default Optional<PointSummary> summary() {
    return Optional.empty();
  }

  /// Passes over the block that the last summary was about.
  default void skip() {
    throw new IllegalStateException("nothing to pass over");
  }
}
