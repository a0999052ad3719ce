package millrace.query.fold;

import java.util.List;
import java.util.Map;
import millrace.query.batch.Group;
import millrace.query.iterator.TimeHeap;

/// Adds the partial float sums of a set's series in the order in which the reference adds them, which decides their last
/// bits: the series are cut into as many groups as it has processors, the partials of a group are merged window by window
/// by a heap, the groups by another, and what comes out is added from first to last.
///
/// The recorded answers are those of two processors.
public final class OrderedSums {
  private static final int REFERENCE_PROCESSORS = 2;

  private final boolean ascending;

  /// Per series, over all folds: its partials, the place of the next one and of the end, and the table they go to.
  private final FloatPartials[] partials;

  private final int[] at;
  private final int[] end;
  private final WindowTable[] tables;

  private OrderedSums(List<SeriesFold> folds, Map<Group, WindowTable> tablesByGroup, boolean ascending) {
    this.ascending = ascending;
    int series = folds.stream().mapToInt(fold -> fold.partials().orElseThrow().seriesCount).sum();
    this.partials = new FloatPartials[series];
    this.at = new int[series];
    this.end = new int[series];
    this.tables = new WindowTable[series];
    number(folds, tablesByGroup);
  }

  /// Adds up what folds of neighbouring series wrote down.
  ///
  /// @param folds of one set, in the order of its series
  /// @param tables the set's tables, by group, which have their counts
  public static void add(List<SeriesFold> folds, Map<Group, WindowTable> tables, boolean ascending) {
    if (folds.getFirst().partials().isPresent()) {
      new OrderedSums(folds, tables, ascending).run();
      folds.forEach(fold -> fold.partials().orElseThrow().release());
    }
  }

  private void number(List<SeriesFold> folds, Map<Group, WindowTable> tablesByGroup) {
    int series = 0;
    for (SeriesFold fold : folds) {
      FloatPartials all = fold.partials().orElseThrow();
      for (int i = 0; i < all.seriesCount; i++) {
        partials[series] = all;
        at[series] = i == 0 ? 0 : all.ends[i - 1];
        end[series] = all.ends[i];
        tables[series] = tablesByGroup.get(fold.groupOf(i));
        series++;
      }
    }
  }

  private void run() {
    if (at.length == 1) {
      while (at[0] < end[0]) {
        add(0);
      }
      return;
    }
    Merge[] merges = merges();
    TimeHeap heap = new TimeHeap(merges.length);
    for (int i = 0; i < merges.length; i++) {
      if (merges[i].has()) {
        heap.add(i, merges[i].key());
      }
    }
    heap.build();
    while (!heap.isEmpty()) {
      int next = heap.pop();
      Merge merge = merges[next];
      long window = merge.key();
      while (merge.has() && merge.key() == window) {
        add(merge.head);
        merge.advance();
      }
      if (merge.has()) {
        heap.push(next, merge.key());
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
  private void add(int series) {
    FloatPartials of = partials[series];
    int partial = at[series]++;
    WindowTable table = tables[series];
    table.addFloats(table.slot(of.starts[partial]), of.sums[partial], of.counts[partial]);
  }

  /// The start of a series' next window, so turned that it orders in the direction of the scan.
  private long key(int series) {
    long start = partials[series].starts[at[series]];
    return ascending ? start : ~start;
  }

  /// The partials of some neighbouring series, window by window.
  private final class Merge {
    private final TimeHeap heap;

    /// The series whose partial comes next, or -1.
    private int head;

    private Merge(int from, int to) {
      heap = new TimeHeap(to - from);
      for (int series = from; series < to; series++) {
        if (at[series] < end[series]) {
          heap.add(series, OrderedSums.this.key(series));
        }
      }
      heap.build();
      head = heap.isEmpty() ? -1 : heap.pop();
    }

    private boolean has() {
      return head >= 0;
    }

    private long key() {
      return OrderedSums.this.key(head);
    }

    /// Goes on after the head's partial was added.
    private void advance() {
      if (at[head] < end[head]) {
        heap.push(head, OrderedSums.this.key(head));
      }
      head = heap.isEmpty() ? -1 : heap.pop();
    }
  }
}
