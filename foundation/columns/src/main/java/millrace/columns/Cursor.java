package millrace.columns;

import java.util.Optional;

/// The points of one series and field in one shard: levels, tombstones and buffer merged, newest value winning, times
/// strictly ascending or strictly descending.
///
/// Threads: one at a time. Closed with the reader it came from.
public interface Cursor {
  /// Fills `batch` with the next points, between 1 and [PointBatch#CAPACITY] of them.
  ///
  /// @return false, with `batch.size` 0, when there are no more
  boolean next(PointBatch batch);

  /// What is known of the points that come next as a whole, without reading them; empty when nothing is. Whoever can use
  /// it passes over them with [#skip]; others go on with [#next].
  default Optional<PointSummary> summary() {
    return Optional.empty();
  }

  /// Passes over the points that the last [#summary] was about. Only directly after one that was not empty.
  default void skip() {
    throw new IllegalStateException("nothing to pass over");
  }
}
