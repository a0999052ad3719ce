package millrace.query.iterator;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;

/// Merges inputs of one final series into the order of time. Points of equal time are in the order of their leading
/// textual auxiliary fields, and beyond that as the heap has them: what [SortedMergeIterator] does, for inputs whose series
/// need not be compared. Points are picked first and copied column by column.
public final class SeriesMergeIterator implements BatchIterator {
  private final BufferedIterator[] inputs;
  private final boolean ascending;
  private final Batch out;
  private final TimeHeap heap;
  private final LevelRun level;

  /// Whether points of equal time may be told apart by text.
  private final boolean comparesText;

  /// The input and the row of each point that is picked and not copied yet.
  private final int[] pickedInputs = new int[Batch.CAPACITY];

  private final int[] pickedRows = new int[Batch.CAPACITY];
  private int picked;

  /// Points taken since the inputs were last looked at for common times, which takes a look at each of them.
  private int sinceLook;

  private boolean started;

  private SeriesMergeIterator(List<? extends BatchIterator> inputs, IteratorOptions options) {
    this.inputs = inputs.stream().map(BufferedIterator::new).toArray(BufferedIterator[]::new);
    this.ascending = options.ascending();
    this.out = inputs.getFirst().batch().emptyLike();
    this.comparesText = out.aux.length > 0 && out.aux[0].type() == ColumnType.STRING;
    this.heap = comparesText ? new TimeHeap(inputs.size(), this::isBeforeByText) : new TimeHeap(inputs.size());
    this.level = new LevelRun(this.inputs, out);
  }

  /// A merge of at least one input; a single one is its own merge.
  ///
  /// @param inputs the points of a series each, all of one group and weight
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
      if (level.isRunning()) {
        takeLevel();
      } else if (sinceLook < heap.size() || !beginLevel()) {
        takeOne();
      }
    }
    copyPicked();
    return out.size > 0;
  }

  private boolean beginLevel() {
    sinceLook = 0;
    return !comparesText && heap.isLevel() && level.begin(heap);
  }

  private void takeLevel() {
    copyPicked();
    while (out.size < Batch.CAPACITY && level.isRunning()) {
      level.appendTo(out, Batch.CAPACITY - out.size);
    }
    if (!level.isRunning()) {
      level.end(heap, ascending);
    }
  }

  private void takeOne() {
    int next = heap.pop();
    sinceLook++;
    BufferedIterator input = inputs[next];
    pickedInputs[picked] = next;
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
      Batch from = inputs[pickedInputs[i]].batch();
      int row = pickedRows[i];
      out.times[to + i] = from.times[row];
      out.weights[to + i] = from.weights[row];
      // Storing a reference costs the garbage collector's bookkeeping, looking does not.
      if (out.groups[to + i] != from.groups[row]) {
        out.groups[to + i] = from.groups[row];
      }
    }
    for (int i = 0; i < picked; i++) {
      out.values.copy(inputs[pickedInputs[i]].batch().values, pickedRows[i], to + i);
    }
    for (int column = 0; column < out.aux.length; column++) {
      for (int i = 0; i < picked; i++) {
        out.aux[column].copy(inputs[pickedInputs[i]].batch().aux[column], pickedRows[i], to + i);
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
