package millrace.store;

import java.util.List;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;

/// Merges the point streams of one series and field, the newest winning where times are equal.
///
/// Streams rarely interleave point by point: one file has the past, the buffer has the present, a late write overlaps
/// a little. So the merge looks for the longest run of the leading stream before the next stream starts, by galloping,
/// and copies it whole.
final class MergeCursor implements Cursor {
  private final CursorInput[] inputs;
  private final boolean ascending;
  private int open;

  /// @param streams newest first
  MergeCursor(List<CursorInput> streams, boolean ascending) {
    this.ascending = ascending;
    this.inputs = streams.toArray(CursorInput[]::new);
    this.open = inputs.length;
    for (int i = open - 1; i >= 0; i--) {
      loadOrClose(i);
    }
  }

  @Override
  public boolean next(PointBatch batch) {
    batch.size = 0;
    while (open > 0 && batch.size < PointBatch.CAPACITY) {
      step(batch);
    }
    return batch.size > 0;
  }

  /// Copies one run of the leading input.
  private void step(PointBatch batch) {
    int leader = leader();
    CursorInput input = inputs[leader];
    skipOlder(leader, input.head());
    int end = open == 1 ? input.block.to : runEnd(input.block, input.at, leader);
    int count = Math.min(end - input.at, PointBatch.CAPACITY - batch.size);
    input.copyTo(batch, count);
    if (input.isRead()) {
      loadOrClose(leader);
    }
  }

  /// The input with the first time in the cursor's direction, the newest of several.
  private int leader() {
    int leader = 0;
    for (int i = 1; i < open; i++) {
      if (inputs[i].head() < inputs[leader].head()) {
        leader = i;
      }
    }
    return leader;
  }

  /// Drops the points of inputs older than the leader at the leader's time.
  private void skipOlder(int leader, long lead) {
    for (int i = open - 1; i > leader; i--) {
      CursorInput input = inputs[i];
      if (input.head() == lead && input.pass()) {
        loadOrClose(i);
      }
    }
  }

  /// The end of the leader's run: the first index from `from` on that is not before another input's head.
  private int runEnd(Points block, int from, int leader) {
    long bound = Long.MAX_VALUE;
    for (int i = 0; i < open; i++) {
      if (i != leader) {
        bound = Math.min(bound, inputs[i].head());
      }
    }
    return firstNotBefore(block, from, bound);
  }

  /// The first index after `from` whose time is not before `bound`; the time at `from` is taken to be.
  private int firstNotBefore(Points block, int from, long bound) {
    int step = 1;
    int low = from;
    int high = from + 1;
    while (high < block.to && key(block.times[high]) < bound) {
      low = high;
      step <<= 1;
      high = Math.min(block.to, high + step);
    }
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (key(block.times[middle]) < bound) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private long key(long time) {
    return ascending ? time : ~time;
  }

  /// Fetches the input's next block, or takes the input out, keeping the others in order.
  private void loadOrClose(int index) {
    if (!inputs[index].load()) {
      System.arraycopy(inputs, index + 1, inputs, index, open - index - 1);
      open--;
    }
  }
}
