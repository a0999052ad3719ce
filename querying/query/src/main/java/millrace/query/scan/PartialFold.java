package millrace.query.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import millrace.query.batch.Allowance;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.function.PartialCombiner;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.time.Windows;

/// Folds the partial results of many series into one result per window and group: series after series, each opened,
/// read and let go, so that memory is bounded by windows and not by series.
final class PartialFold implements BatchIterator {
  /// The start of a window and its entry in the index, boxed.
  private static final long BYTES_PER_SLOT = 128;

  private final List<Supplier<BatchIterator>> series;
  private final PartialCombiner combiner;
  private final Windows windows;
  private final boolean ascending;
  private final Allowance memory;

  /// One row per window and group, in order of first appearance.
  private final Batch slots;

  private final List<Long> starts = new ArrayList<>();
  private final Map<Group, Map<Long, Integer>> index = new HashMap<>();
  private final Batch out;
  private int[] order;
  private int emitted;

  /// @param series makes the streams of partial results, one per series
  /// @param sample an empty batch like those of the series
  PartialFold(
      List<Supplier<BatchIterator>> series, PartialCombiner combiner, IteratorOptions options, Batch sample) {
    this.series = series;
    this.combiner = combiner;
    this.windows = options.windows();
    this.ascending = options.ascending();
    this.memory = options.context().memory();
    this.slots = sample.emptyLike();
    this.out = sample.emptyLike();
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    if (order == null) {
      series.forEach(s -> fold(s.get()));
      combiner.finish(slots);
      order = sorted();
    }
    out.size = 0;
    while (out.size < Batch.CAPACITY && emitted < order.length) {
      out.append(slots, order[emitted++]);
    }
    return out.size > 0;
  }

  private void fold(BatchIterator partials) {
    int expected = 0;
    while (partials.next()) {
      Batch in = partials.batch();
      for (int row = 0; row < in.size; row++) {
        expected = fold(in, row, expected) + 1;
      }
    }
  }

  /// @param expected the slot a series with the same windows as the first one falls into
  /// @return the slot
  private int fold(Batch in, int row, int expected) {
    long start = windows.start(in.times[row]);
    Group group = in.groups[row];
    if (expected < slots.size && slots.groups[expected] == group && starts.get(expected) == start) {
      combiner.combine(slots, expected, in, row);
      return expected;
    }
    Map<Long, Integer> windowsOfGroup = index.computeIfAbsent(group, g -> new HashMap<>());
    Integer slot = windowsOfGroup.putIfAbsent(start, slots.size);
    if (slot == null) {
      memory.take(BYTES_PER_SLOT);
      starts.add(start);
      combiner.start(slots, in, row);
      return slots.size - 1;
    }
    combiner.combine(slots, slot, in, row);
    return slot;
  }

  /// Slots by window, then by the points' own time, then by group.
  private int[] sorted() {
    List<Integer> rows = new ArrayList<>(slots.size);
    for (int i = 0; i < slots.size; i++) {
      rows.add(i);
    }
    Comparator<Integer> byWindow = Comparator.comparingLong(starts::get);
    rows.sort(
        (ascending ? byWindow : byWindow.reversed())
            .thenComparingLong(row -> slots.times[row])
            .thenComparing((a, b) -> slots.groups[a].compareTo(slots.groups[b])));
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }
}
