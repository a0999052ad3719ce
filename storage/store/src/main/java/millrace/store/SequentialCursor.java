package millrace.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;

/// One stream after the other, for streams that do not overlap in time: the usual case, since time goes on. Blocks are
/// read only when asked for, so that whole ones can be passed over by their summaries.
final class SequentialCursor implements Cursor {
  private final CursorInput[] inputs;
  private int current;

  private SequentialCursor(CursorInput[] inputs) {
    this.inputs = inputs;
  }

  /// A cursor over streams, if no two of them overlap.
  static Optional<Cursor> of(List<CursorInput> streams, boolean ascending) {
    return ordered(streams, ascending).map(SequentialCursor::new);
  }

  /// Streams in the order in which they are to be read, if no two of them overlap.
  static Optional<CursorInput[]> ordered(List<CursorInput> streams, boolean ascending) {
    CursorInput[] ordered = streams.toArray(CursorInput[]::new);
    Comparator<CursorInput> byTime = Comparator.comparingLong(CursorInput::minNanos);
    Arrays.sort(ordered, ascending ? byTime : byTime.reversed());
    for (int i = 1; i < ordered.length; i++) {
      CursorInput earlier = ascending ? ordered[i - 1] : ordered[i];
      CursorInput later = ascending ? ordered[i] : ordered[i - 1];
      if (earlier.maxNanos() >= later.minNanos()) {
        return Optional.empty();
      }
    }
    return Optional.of(ordered);
  }

  @Override
  public boolean next(PointBatch batch) {
    batch.size = 0;
    while (current < inputs.length && batch.size < PointBatch.CAPACITY) {
      CursorInput input = inputs[current];
      if (input.isRead() && !input.load()) {
        current++;
      } else {
        input.copyTo(batch, Math.min(input.block.to - input.at, PointBatch.CAPACITY - batch.size));
      }
    }
    return batch.size > 0;
  }

  @Override
  public Optional<PointSummary> summary() {
    while (current < inputs.length && inputs[current].isDone()) {
      current++;
    }
    return current < inputs.length ? inputs[current].summary() : Optional.empty();
  }

  @Override
  public void skip() {
    inputs[current].skip();
  }
}
