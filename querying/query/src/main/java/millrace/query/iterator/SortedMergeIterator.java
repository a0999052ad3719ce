package millrace.query.iterator;

import java.util.List;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;

/// Merges inputs into the order of series and time. Points of equal time are in the order of their leading textual
/// auxiliary fields, and beyond that as the heap has them.
public final class SortedMergeIterator implements BatchIterator {
  private final BufferedIterator[] inputs;
  private final TagKeys dimensions;
  private final boolean ascending;
  private final boolean isDisjoint;
  private final Batch out;
  private final InputHeap heap;

  /// The series and time of each input's current point.
  private final Group[] groups;

  private final long[] times;
  private int remaining;
  private boolean started;

  private SortedMergeIterator(List<BatchIterator> inputs, IteratorOptions options, boolean isDisjoint) {
    this.isDisjoint = isDisjoint;
    this.inputs = inputs.stream().map(BufferedIterator::new).toArray(BufferedIterator[]::new);
    this.dimensions = options.dimensions();
    this.ascending = options.ascending();
    this.out = inputs.getFirst().batch().emptyLike();
    this.heap = new InputHeap(inputs.size(), this::isBefore);
    this.groups = new Group[inputs.size()];
    this.times = new long[inputs.size()];
  }

  /// A merge of at least one input; a single one is its own merge.
  public static BatchIterator of(List<BatchIterator> inputs, IteratorOptions options) {
    return inputs.size() == 1 ? inputs.getFirst() : new SortedMergeIterator(inputs, options, false);
  }

  /// A merge of inputs that never have points of the same series and time, and so no ties: what comes before the next
  /// input's point is copied whole.
  public static BatchIterator ofDisjoint(List<BatchIterator> inputs, IteratorOptions options) {
    return inputs.size() == 1 ? inputs.getFirst() : new SortedMergeIterator(inputs, options, true);
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
      if (remaining == 1) {
        copyRest(inputs[input]);
      } else if (isDisjoint) {
        copyRun(input, heap.first());
      } else {
        out.append(inputs[input].batch(), inputs[input].row());
        inputs[input].skip();
      }
      if (inputs[input].has()) {
        look(input);
        heap.push(input);
      } else {
        remaining--;
      }
    }
    return out.size > 0;
  }

  private void start() {
    started = true;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].has()) {
        look(i);
        heap.add(i);
        remaining++;
      }
    }
    heap.build();
  }

  private void copyRest(BufferedIterator in) {
    out.append(in.batch(), in.row(), in.batch().size);
    in.skipTo(in.batch().size);
  }

  /// Copies the points at hand that come before another input's, the current one included.
  private void copyRun(int input, int next) {
    BufferedIterator in = inputs[input];
    Batch batch = in.batch();
    Group group = groups[input];
    boolean isSame = groups[next] == group;
    long bound = times[next];
    int to = in.row() + 1;
    while (to < batch.size
        && batch.groups[to].subset(dimensions) == group
        && (!isSame || (ascending ? batch.times[to] < bound : batch.times[to] > bound))) {
      to++;
    }
    out.append(batch, in.row(), to);
    in.skipTo(to);
  }

  private void look(int input) {
    groups[input] = inputs[input].group().subset(dimensions);
    times[input] = inputs[input].time();
  }

  private boolean isBefore(int a, int b) {
    if (groups[a] != groups[b]) {
      int byGroup = groups[a].compareTo(groups[b]);
      return ascending ? byGroup < 0 : byGroup > 0;
    }
    if (times[a] != times[b]) {
      return ascending ? times[a] < times[b] : times[a] > times[b];
    }
    return isBeforeByText(a, b);
  }

  private boolean isBeforeByText(int a, int b) {
    int byText = TextOrder.compare(inputs[a].batch(), inputs[a].row(), inputs[b].batch(), inputs[b].row());
    return ascending ? byText < 0 : byText > 0;
  }
}
