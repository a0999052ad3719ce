package millrace.query.iterator;

import millrace.query.batch.Batch;

/// A stream of points, pulled batch by batch.
///
/// Threads: one at a time.
public interface BatchIterator {
  /// Steps to the next batch, which has at least one point.
  ///
  /// @return false when there are no more; then the batch has no points
  boolean next();

  /// The current batch, always the same object: it is overwritten by [#next]. Before the first step it is empty but
  /// already tells the types of the points.
  Batch batch();
}
