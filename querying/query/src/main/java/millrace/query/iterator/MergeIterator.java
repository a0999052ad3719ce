package millrace.query.iterator;

import java.util.List;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;
import millrace.query.time.Windows;

/// Merges inputs so that all points of one window and series come before the next window, in no order within it: each
/// input is drained for the whole window before the next one's turn.
public final class MergeIterator implements BatchIterator {
  private final List<BufferedIterator> inputs;
  private final TagKeys dimensions;
  private final Windows windows;
  private final boolean ascending;
  private final Batch out;
  private final InputHeap heap;

  /// The window each input's current point is in.
  private final long[] starts;

  private final Group[] groups;
  private boolean started;

  private MergeIterator(List<BatchIterator> inputs, IteratorOptions options) {
    this.inputs = inputs.stream().map(BufferedIterator::new).toList();
    this.dimensions = options.dimensions();
    this.windows = options.windows();
    this.ascending = options.ascending();
    this.out = inputs.getFirst().batch().emptyLike();
    this.heap = new InputHeap(inputs.size(), this::isBefore);
    this.starts = new long[inputs.size()];
    this.groups = new Group[inputs.size()];
  }

  /// A merge of at least one input; a single one is its own merge.
  public static BatchIterator of(List<BatchIterator> inputs, IteratorOptions options) {
    return inputs.size() == 1 ? inputs.getFirst() : new MergeIterator(inputs, options);
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    if (!started) {
      start();
    }
    out.size = 0;
    while (out.size < Batch.CAPACITY && !heap.isEmpty()) {
      int input = heap.pop();
      drainWindow(inputs.get(input), starts[input], groups[input]);
      if (inputs.get(input).has()) {
        look(input);
        heap.push(input);
      }
    }
    if (out.size == 0) {
      out.release();
    }
    return out.size > 0;
  }

  private void start() {
    started = true;
    for (int i = 0; i < starts.length; i++) {
      if (inputs.get(i).has()) {
        look(i);
        heap.add(i);
      }
    }
    heap.build();
  }

  private void look(int input) {
    BufferedIterator in = inputs.get(input);
    starts[input] = windows.start(in.time());
    groups[input] = in.group().subset(dimensions);
  }

  private void drainWindow(BufferedIterator in, long start, Group group) {
    long end = windows.end(in.time());
    while (in.has()) {
      Batch batch = in.batch();
      int from = in.row();
      int to = from;
      while (to < batch.size && isInside(batch.times[to], start, end) && batch.groups[to].subset(dimensions) == group) {
        to++;
      }
      out.append(batch, from, to);
      in.skipTo(to);
      if (to < batch.size) {
        return;
      }
    }
  }

  private boolean isInside(long time, long start, long end) {
    return ascending ? time < end : time >= start;
  }

  private boolean isBefore(int a, int b) {
    int byGroup = groups[a].compareTo(groups[b]);
    if (byGroup != 0) {
      return ascending ? byGroup < 0 : byGroup > 0;
    }
    return ascending ? starts[a] < starts[b] : starts[a] > starts[b];
  }
}
