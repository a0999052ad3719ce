package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.ReduceIterator;
import millrace.query.iterator.Reducer;

/// `top` and `bottom`: the greatest or smallest points of a window, in the order of time. Of equal values the earlier
/// is preferred.
public final class TopSelection implements Reducer {
  private final boolean top;
  private final int size;
  private final boolean keepsTags;

  /// The points kept, as a heap whose first is the next to go.
  private final Batch heap;

  private TopSelection(Batch heap, boolean top, int size, boolean keepsTags) {
    this.heap = heap;
    this.top = top;
    this.size = size;
    this.keepsTags = keepsTags;
  }

  /// The selected points of a stream.
  ///
  /// @param keepsTags whether results keep all the tags of their points
  /// @throws millrace.query.QueryException when the values are not numbers
  public static BatchIterator over(
      BatchIterator input, IteratorOptions options, boolean top, int size, boolean keepsTags) {
    Batch sample = input.batch();
    ColumnType type = sample.type();
    if (!type.isNumeric()) {
      throw Reductions.unsupported(top ? "top" : "bottom", type);
    }
    return new ReduceIterator(
        input, options, sample.emptyLike(), () -> new TopSelection(sample.emptyLike(), top, size, keepsTags));
  }

  @Override
  public void add(Batch in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (heap.size < size) {
        heap.append(in, i);
        up(heap.size - 1);
      } else if (isWorse(heap, 0, in, i)) {
        heap.replace(0, in, i);
        down();
      }
    }
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    int[] best = RowSort.sorted(heap.size, (a, b) -> isWorse(heap, b, heap, a));
    for (int i : RowSort.sorted(heap.size, (a, b) -> heap.times[best[a]] < heap.times[best[b]])) {
      out.append(heap, best[i]);
      if (!keepsTags) {
        out.groups[out.size - 1] = group;
      }
    }
    heap.size = 0;
  }

  private boolean isWorse(Batch a, int i, Batch b, int j) {
    int order = PointOrder.compare(a.values, i, b.values, j);
    if (order != 0) {
      return top ? order < 0 : order > 0;
    }
    return a.times[i] > b.times[j];
  }

  private void up(int child) {
    while (child > 0 && isWorse(heap, child, heap, (child - 1) / 2)) {
      swap(child, (child - 1) / 2);
      child = (child - 1) / 2;
    }
  }

  private void down() {
    int parent = 0;
    while (2 * parent + 1 < heap.size) {
      int child = 2 * parent + 1;
      if (child + 1 < heap.size && isWorse(heap, child + 1, heap, child)) {
        child++;
      }
      if (!isWorse(heap, child, heap, parent)) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    heap.append(heap, a);
    heap.size--;
    heap.replace(a, heap, b);
    heap.replace(b, heap, heap.size);
  }
}
