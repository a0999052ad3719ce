package millrace.query.function;

import java.util.concurrent.ThreadLocalRandom;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Keeps so many points of a window that each has the same chance to be among them, and gives them by time,
/// then by value.
final class SampleReducer implements Reducer {
  private final Batch kept;
  private final int size;
  private int count;

  SampleReducer(Batch kept, int size) {
    this.kept = kept;
    this.size = size;
  }

  @Override
  public void add(Batch in, int from, int to) {
    for (int i = from; i < to; i++) {
      count++;
      if (kept.size < size) {
        kept.append(in, i);
      } else {
        int slot = ThreadLocalRandom.current().nextInt(count);
        if (slot < size) {
          kept.replace(slot, in, i);
        }
      }
    }
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    for (int row : RowSort.sorted(kept.size, this::isBefore)) {
      out.append(kept, row);
      out.groups[out.size - 1] = group;
    }
    kept.size = 0;
    count = 0;
  }

  private boolean isBefore(int a, int b) {
    return kept.times[a] != kept.times[b]
        ? kept.times[a] < kept.times[b]
        : PointOrder.compare(kept.values, a, kept.values, b) < 0;
  }
}
