package millrace.store;

import java.util.List;
import java.util.Optional;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;

/// Merges the point streams of one series and field, the newest winning where times are equal.
///
/// Streams rarely interleave point by point: one file has the past, the buffer has the present, a late write overlaps
/// a little. So the merge looks for the longest run of the leading stream before the next stream starts, by galloping,
/// and copies it whole.
final class MergeCursor implements Cursor {
  private final Input[] inputs;
  private final boolean ascending;
  private int open;

  /// @param streams newest first
  MergeCursor(List<Input> streams, boolean ascending) {
    this.ascending = ascending;
    this.inputs = streams.toArray(Input[]::new);
    this.open = inputs.length;
    for (Input input : inputs) {
      input.ascending = ascending;
    }
    for (int i = open - 1; i >= 0; i--) {
      loadOrClose(i);
    }
  }

  /// One stream with what has been deleted from it, and the block being read.
  static final class Input {
    private final PointStream stream;
    private final DeletedSpans deleted;
    private boolean ascending;
    private Points block;
    private int at;

    Input(PointStream stream, DeletedSpans deleted) {
      this.stream = stream;
      this.deleted = deleted;
    }

    /// Orders times in the cursor's direction.
    private long head() {
      return ascending ? block.times[at] : ~block.times[at];
    }

    private boolean load() {
      Optional<Points> next = stream.next();
      while (next.isPresent()) {
        block = next.get();
        block.remove(deleted);
        at = block.from;
        if (!block.isEmpty()) {
          return true;
        }
        next = stream.next();
      }
      block = null;
      return false;
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
    Input input = inputs[leader];
    skipOlder(leader, input.head());
    int end = open == 1 ? input.block.to : runEnd(input.block, input.at, leader);
    int count = Math.min(end - input.at, PointBatch.CAPACITY - batch.size);
    copy(input.block, input.at, batch, count);
    input.at += count;
    if (input.at == input.block.to) {
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
      Input input = inputs[i];
      if (input.head() == lead && ++input.at == input.block.to) {
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

  private static void copy(Points from, int at, PointBatch to, int count) {
    System.arraycopy(from.times, at, to.times, to.size, count);
    if (from.bits != null || from.strings != null) {
      copyValues(from, at, to, count);
    }
    to.size += count;
  }

  private static void copyValues(Points from, int at, PointBatch to, int count) {
    switch (to.type()) {
      case FLOAT -> {
        for (int i = 0; i < count; i++) {
          to.floats[to.size + i] = Double.longBitsToDouble(from.bits[at + i]);
        }
      }
      case INTEGER, UNSIGNED -> System.arraycopy(from.bits, at, to.integers, to.size, count);
      case BOOLEAN -> {
        for (int i = 0; i < count; i++) {
          to.booleans[to.size + i] = from.bits[at + i] != 0;
        }
      }
      case STRING -> System.arraycopy(from.strings, at, to.strings, to.size, count);
      case TAG -> {
        // Times alone.
      }
    }
  }
}
