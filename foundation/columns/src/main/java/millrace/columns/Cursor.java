package millrace.columns;

/// The points of one series and field in one shard: levels, tombstones and buffer merged, newest value winning, times
/// strictly ascending or strictly descending.
///
/// Threads: one at a time. Closed with the reader it came from.
public interface Cursor {
  /// Fills `batch` with the next points, between 1 and [PointBatch#CAPACITY] of them.
  ///
  /// @return false, with `batch.size` 0, when there are no more
  boolean next(PointBatch batch);
}
