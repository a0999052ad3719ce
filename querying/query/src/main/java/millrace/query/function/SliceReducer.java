package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Collects the points of a window and computes over all of them at once.
final class SliceReducer implements Reducer {
  /// What sorting takes beside a point: a copy of its value or two row numbers.
  private static final long SCRATCH_BYTES = 8;

  private final Batch points;
  private final Slice slice;

  /// What is computed over collected points.
  @FunctionalInterface
  interface Slice {
    /// Appends the result, if there is one.
    ///
    /// @param points at least one
    void emit(Batch points, Batch out, long windowStart, Group group);
  }

  /// @param points an empty batch to collect in
  SliceReducer(Batch points, Slice slice) {
    this.points = points;
    this.slice = slice;
  }

  @Override
  public void add(Batch in, int from, int to) {
    points.append(in, from, to);
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    long scratch = points.size * SCRATCH_BYTES;
    points.allowance().take(scratch);
    slice.emit(points, out, windowStart, group);
    points.allowance().give(scratch);
    points.size = 0;
  }
}
