package millrace.query.iterator;

import java.util.List;
import millrace.query.batch.Batch;

/// Merges inputs of one final series into the order of time. Points of equal time are in the order of their leading
/// textual auxiliary fields, and beyond that as the heap has them: what [SortedMergeIterator] does, for inputs whose series
/// need not be compared. Points are picked first and copied column by column.
public final class SeriesMergeIterator implements BatchIterator {
  private final BufferedIterator[] inputs;
  private final boolean ascending;
  private final Batch out;
  private final TimeHeap heap;
  private final Batch[] pickedFrom = new Batch[Batch.CAPACITY];
  private final int[] pickedRows = new int[Batch.CAPACITY];
  private int picked;
  private boolean started;

  private SeriesMergeIterator(List<? extends BatchIterator> inputs, IteratorOptions options) {
    this.inputs = inputs.stream().map(BufferedIterator::new).toArray(BufferedIterator[]::new);
    this.ascending = options.ascending();
    this.out = inputs.getFirst().batch().emptyLike();
    boolean hasText = inputs.getFirst().batch().aux.length > 0;
    this.heap = new TimeHeap(inputs.size(), hasText ? this::isBeforeByText : (a, b) -> false);
  }

  /// A merge of at least one input; a single one is its own merge.
  public static BatchIterator of(List<? extends BatchIterator> inputs, IteratorOptions options) {
    return inputs.size() == 1 ? inputs.getFirst() : new SeriesMergeIterator(inputs, options);
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
    while (out.size + picked < Batch.CAPACITY && !heap.isEmpty()) {
      int next = heap.pop();
      BufferedIterator input = inputs[next];
      pickedFrom[picked] = input.batch();
      pickedRows[picked++] = input.row();
      input.skip();
      if (input.isAtEnd()) {
        // The input's batch is about to be overwritten.
        copyPicked();
      }
      if (input.has()) {
        heap.push(next, key(input));
      }
    }
    copyPicked();
    return out.size > 0;
  }

  private void start() {
    started = true;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].has()) {
        heap.add(i, key(inputs[i]));
      }
    }
    heap.build();
  }

  private long key(BufferedIterator input) {
    return ascending ? input.time() : ~input.time();
  }

  private void copyPicked() {
    int to = out.size;
    out.ensure(to + picked);
    for (int i = 0; i < picked; i++) {
      out.times[to + i] = pickedFrom[i].times[pickedRows[i]];
      out.groups[to + i] = pickedFrom[i].groups[pickedRows[i]];
      out.weights[to + i] = pickedFrom[i].weights[pickedRows[i]];
    }
    for (int i = 0; i < picked; i++) {
      out.values.copy(pickedFrom[i].values, pickedRows[i], to + i);
    }
    for (int column = 0; column < out.aux.length; column++) {
      for (int i = 0; i < picked; i++) {
        out.aux[column].copy(pickedFrom[i].aux[column], pickedRows[i], to + i);
      }
    }
    out.size += picked;
    picked = 0;
  }

  private boolean isBeforeByText(int a, int b) {
    int byText = TextOrder.compare(inputs[a].batch(), inputs[a].row(), inputs[b].batch(), inputs[b].row());
    return ascending ? byText < 0 : byText > 0;
  }
}
