package millrace.query.iterator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;
import millrace.query.time.Windows;

/// Reduces each window of each series by a [Reducer] per group. Points without a value are left out.
public final class ReduceIterator implements BatchIterator {
  private final BufferedIterator input;
  private final Windows windows;
  private final TagKeys dimensions;
  private final TagKeys grouping;
  private final boolean ordered;
  private final Supplier<? extends Reducer> factory;
  private final Batch out;

  /// The groups of the current window, ascending.
  private final Map<Group, Reducer> reducers = new TreeMap<>(Group::compareTo);

  private final ArrayDeque<Reducer> unused = new ArrayDeque<>();
  private Group lastGroup;
  private Reducer lastReducer;

  /// @param out an empty batch of the type the reducer emits
  public ReduceIterator(
      BatchIterator input, IteratorOptions options, Batch out, Supplier<? extends Reducer> factory) {
    this.input = new BufferedIterator(input);
    this.windows = options.windows();
    this.dimensions = options.dimensions();
    this.grouping = options.grouping();
    this.ordered = options.ordered();
    this.factory = factory;
    this.out = out;
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    while (out.size < Batch.CAPACITY && reduceWindow()) {}
    return out.size > 0;
  }

  /// Where the zone shifts windows so that a point lies outside of its own, the stream ends there, as the reference's.
  private boolean reduceWindow() {
    while (input.has() && input.isMissing()) {
      input.skip();
    }
    if (!input.has()) {
      return false;
    }
    long start = windows.start(input.time());
    long end = windows.end(input.time());
    Group series = input.group().subset(dimensions);
    while (input.has() && takeRun(start, end, series)) {}
    boolean taken = !reducers.isEmpty();
    emit(start);
    return taken;
  }

  /// Takes the points from the current one on that belong to one group of the window.
  ///
  /// @return false when the current point belongs to another window
  private boolean takeRun(long start, long end, Group series) {
    Batch batch = input.batch();
    int from = input.row();
    Group group = batch.groups[from];
    if (!isInside(batch.times[from], start, end) || group.subset(dimensions) != series) {
      return false;
    }
    if (batch.values.isMissing(from)) {
      input.skip();
      return true;
    }
    int to = from + 1;
    while (to < batch.size
        && batch.groups[to] == group
        && isInside(batch.times[to], start, end)
        && !batch.values.isMissing(to)) {
      to++;
    }
    reducer(group.subset(grouping)).add(batch, from, to);
    input.skipTo(to);
    return true;
  }

  private static boolean isInside(long time, long start, long end) {
    return time >= start && time < end;
  }

  private Reducer reducer(Group group) {
    if (group != lastGroup) {
      lastReducer = reducers.computeIfAbsent(group, g -> unused.isEmpty() ? factory.get() : unused.pop());
      lastGroup = group;
    }
    return lastReducer;
  }

  private void emit(long start) {
    int first = out.size;
    reducers.forEach(
        (group, reducer) -> {
          reducer.emit(out, start, group);
          unused.push(reducer);
        });
    reducers.clear();
    lastGroup = null;
    if (ordered && out.size > first + 1) {
      sortByTime(first);
    }
  }

  /// Points of one window that have times of their own go up in time, also where windows go down.
  private void sortByTime(int first) {
    boolean sorted = true;
    for (int i = first + 1; i < out.size; i++) {
      sorted &= out.times[i - 1] <= out.times[i];
    }
    if (sorted) {
      return;
    }
    List<Integer> rows = new ArrayList<>(IntStream.range(first, out.size).boxed().toList());
    rows.sort(Comparator.comparingLong(row -> out.times[row]));
    Batch copy = out.emptyLike();
    rows.forEach(row -> copy.append(out, row));
    out.size = first;
    out.append(copy, 0, copy.size);
  }
}
