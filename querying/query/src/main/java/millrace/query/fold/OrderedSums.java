package millrace.query.fold;

import java.util.List;
import java.util.Map;
import millrace.query.batch.Group;
import millrace.query.iterator.InputHeap;

/// Adds the partial float sums of a set's series in the order in which the reference adds them, which decides their last
/// bits: the series are cut into as many groups as it has processors, the partials of a group are merged window by window
/// by a heap, the groups by another, and what comes out is added from first to last.
///
/// The recorded answers are those of two processors.
public final class OrderedSums {
  private static final int REFERENCE_PROCESSORS = 2;

  private final boolean ascending;

  /// Per series, over all folds: its partials and the place of the next one and of the end.
  private final SeriesFold[] foldOf;

  private final int[] indexInFold;
  private final int[] at;
  private final int[] end;

  private OrderedSums(List<SeriesFold> folds, boolean ascending) {
    this.ascending = ascending;
    int series = folds.stream().mapToInt(fold -> fold.partials().orElseThrow().seriesCount).sum();
    this.foldOf = new SeriesFold[series];
    this.indexInFold = new int[series];
    this.at = new int[series];
    this.end = new int[series];
    number(folds);
  }

  /// Adds up what folds of neighbouring series wrote down.
  ///
  /// @param folds of one set, in the order of its series
  /// @param tables the set's tables, by group, which have their counts
  public static void add(List<SeriesFold> folds, Map<Group, WindowTable> tables, boolean ascending) {
    if (folds.getFirst().partials().isPresent()) {
      new OrderedSums(folds, ascending).run(tables);
      folds.forEach(fold -> fold.partials().orElseThrow().release());
    }
  }

  private void number(List<SeriesFold> folds) {
    int series = 0;
    for (SeriesFold fold : folds) {
      FloatPartials partials = fold.partials().orElseThrow();
      for (int i = 0; i < partials.seriesCount; i++) {
        foldOf[series] = fold;
        indexInFold[series] = i;
        at[series] = i == 0 ? 0 : partials.ends[i - 1];
        end[series] = partials.ends[i];
        series++;
      }
    }
  }

  private void run(Map<Group, WindowTable> tables) {
    Merge[] merges = merges();
    InputHeap heap =
        new InputHeap(merges.length, (a, b) -> isBefore(merges[a].start(), merges[b].start()));
    for (int i = 0; i < merges.length; i++) {
      if (merges[i].has()) {
        heap.add(i);
      }
    }
    heap.build();
    while (!heap.isEmpty()) {
      int next = heap.pop();
      Merge merge = merges[next];
      long window = merge.start();
      while (merge.has() && merge.start() == window) {
        add(merge.head, tables);
        merge.advance();
      }
      if (merge.has()) {
        heap.push(next);
      }
    }
  }

  private Merge[] merges() {
    int groups = Math.min(REFERENCE_PROCESSORS, at.length);
    int size = at.length / groups;
    Merge[] merges = new Merge[groups];
    for (int i = 0; i < groups; i++) {
      merges[i] = new Merge(i * size, i == groups - 1 ? at.length : (i + 1) * size);
    }
    return merges;
  }

  /// Adds the next partial of a series to its table.
  private void add(int series, Map<Group, WindowTable> tables) {
    FloatPartials partials = foldOf[series].partials().orElseThrow();
    int partial = at[series]++;
    WindowTable table = tables.get(foldOf[series].groupOf(indexInFold[series]));
    int slot = table.slot(partials.starts[partial]);
    table.addFloats(slot, partials.sums[partial], partials.counts[partial]);
  }

  private boolean isBefore(long a, long b) {
    return ascending ? a < b : a > b;
  }

  private long start(int series) {
    return foldOf[series].partials().orElseThrow().starts[at[series]];
  }

  /// The partials of some neighbouring series, window by window.
  private final class Merge {
    private final InputHeap heap;

    /// The series whose partial comes next, or -1.
    private int head;

    private Merge(int from, int to) {
      heap = new InputHeap(to - from, (a, b) -> isBefore(OrderedSums.this.start(a), OrderedSums.this.start(b)));
      for (int series = from; series < to; series++) {
        if (at[series] < end[series]) {
          heap.add(series);
        }
      }
      heap.build();
      head = heap.isEmpty() ? -1 : heap.pop();
    }

    private boolean has() {
      return head >= 0;
    }

    private long start() {
      return OrderedSums.this.start(head);
    }

    /// Goes on after the head's partial was added.
    private void advance() {
      if (at[head] < end[head]) {
        heap.push(head);
      }
      head = heap.isEmpty() ? -1 : heap.pop();
    }
  }
}
