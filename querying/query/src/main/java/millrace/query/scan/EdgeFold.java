package millrace.query.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.function.PointOrder;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.InputHeap;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.Morsel;

/// The first or last point of each set of series over all time. Shards are looked at from that end of time on, each set
/// only until it has a point, and of each series at most one page is read: none where its figures tell the point.
final class EdgeFold implements BatchIterator {
  private final List<Part> parts;
  private final IteratorOptions options;
  private final boolean forward;
  private final PointOrder order;
  private final Batch out;

  /// One shard: its column and its sets.
  record Part(Column column, List<TagSet> sets) {}

  /// Where the point found for a set is.
  private record Found(Group group, Batch points, int row) {}

  private List<Found> found;
  private int next;

  /// @param parts ascending by time
  /// @param out an empty batch of the type of results
  EdgeFold(List<Part> parts, IteratorOptions options, Batch out) {
    this.forward = options.call().equals("first");
    this.parts = forward ? parts : parts.reversed();
    this.options = options;
    this.order = PointOrder.of(options.call(), out.type());
    this.out = out;
  }

  /// Whether a query can be answered this way: no windows, and no finer grouping below the final one. Conditions on fields
  /// and auxiliary fields of several series decide which points are looked at, and are left to the merge.
  static boolean applies(IteratorOptions options) {
    boolean isEdge = options.call().equals("first") || options.call().equals("last");
    return isEdge && !options.hasInterval() && options.dimensions().count() == options.grouping().count();
  }

  /// Whether a set can be answered this way.
  static boolean applies(TagSet set, IteratorOptions options) {
    return set.series().stream().allMatch(series -> series.filter().isEmpty())
        && (options.aux().isEmpty() || set.series().size() == 1);
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    if (found == null) {
      found = search();
    }
    out.size = 0;
    while (out.size < Batch.CAPACITY && next < found.size()) {
      Found one = found.get(next++);
      out.append(one.points(), one.row());
      out.groups[out.size - 1] = one.group();
    }
    return out.size > 0;
  }

  private List<Found> search() {
    Map<Group, Found> points = new LinkedHashMap<>();
    for (Part part : parts) {
      List<TagSet> missing =
          points.isEmpty()
              ? part.sets()
              : part.sets().stream().filter(set -> !points.containsKey(set.dimensions())).toList();
      List<Morsel<List<Found>>> morsels = new ArrayList<>();
      for (int from = 0; from < missing.size(); from += FoldUnit.SERIES) {
        List<TagSet> some = missing.subList(from, Math.min(missing.size(), from + FoldUnit.SERIES));
        morsels.add(options.context().begin(() -> search(part.column(), some)));
      }
      morsels.forEach(morsel -> morsel.result().forEach(one -> points.put(one.group(), one)));
    }
    // Sets come in the order of series keys, so that as a rule there is nothing left to sort.
    List<Found> sorted = new ArrayList<>(points.values());
    sorted.sort((a, b) -> a.group().compareTo(b.group()));
    return options.ascending() ? sorted : sorted.reversed();
  }

  private List<Found> search(Column column, List<TagSet> sets) {
    List<Found> finds = new ArrayList<>(sets.size());
    PointBatch scratch = new PointBatch(column.type());
    Batch heads = out.emptyLike();
    Batch points = out.emptyLike();
    for (TagSet set : sets) {
      heads.size = 0;
      if (find(column, set, scratch, heads, points)) {
        finds.add(new Found(set.dimensions(), points, points.size - 1));
      }
    }
    return finds;
  }

  /// Appends the point of a set, if it has one.
  ///
  /// @param heads an empty batch to work in
  private boolean find(Column column, TagSet set, PointBatch scratch, Batch heads, Batch points) {
    options.context().checkCancelled();
    List<SeriesInShard> from = new ArrayList<>(set.series().size());
    for (SeriesInShard series : ordered(set)) {
      if (head(column, series, scratch, heads)) {
        from.add(series);
      }
    }
    if (heads.size == 0) {
      return false;
    }
    int best = best(heads);
    points.append(heads, best);
    readAux(from.get(best), points, points.size - 1);
    return true;
  }

  /// The series in the order they are merged in, which is that of the direction looked in.
  private List<SeriesInShard> ordered(TagSet set) {
    return forward == options.ascending() ? set.series() : set.series().reversed();
  }

  /// Appends a series' first or last point.
  private boolean head(Column column, SeriesInShard series, PointBatch scratch, Batch heads) {
    Optional<Cursor> cursor = series.shard().cursor(series.ordinal(), column, series.span(), forward);
    if (cursor.isEmpty()) {
      return false;
    }
    Optional<PointSummary> page = cursor.get().summary().filter(summary -> isKnown(column, summary));
    if (page.isPresent()) {
      options.context().countPoints(1);
      scratch.size = 1;
      scratch.times[0] = forward ? page.get().minNanos() : page.get().maxNanos();
      PointSummary.Figures figures = page.get().figures().orElseThrow();
      setBits(scratch, forward ? figures.first() : figures.last());
    } else if (cursor.get().next(scratch)) {
      options.context().countPoints(1);
    } else {
      return false;
    }
    int row = heads.add(scratch.times[0], series.group());
    heads.clearAux(row);
    FieldReader.take(scratch, heads.values, row);
    return true;
  }

  private static boolean isKnown(Column column, PointSummary page) {
    return page.count() > 0 && page.figures().isPresent() && page.type() == column.type() && column.type().isNumeric();
  }

  private static void setBits(PointBatch scratch, long bits) {
    if (scratch.floats != null) {
      scratch.floats[0] = Double.longBitsToDouble(bits);
    } else {
      scratch.integers[0] = bits;
    }
  }

  /// Of the points of all series, the better of the first two as a merge by time gives them. The reference looks at no
  /// more, so of three or more points at one time not always the best is found.
  private int best(Batch heads) {
    if (heads.size == 1) {
      return 0;
    }
    InputHeap heap =
        new InputHeap(
            heads.size, (a, b) -> forward ? heads.times[a] < heads.times[b] : heads.times[a] > heads.times[b]);
    for (int i = 0; i < heads.size; i++) {
      heap.add(i);
    }
    heap.build();
    int first = heap.pop();
    int second = heap.pop();
    return order.isBetter(heads, second, heads, first) ? second : first;
  }

  private void readAux(SeriesInShard series, Batch points, int row) {
    if (points.aux.length == 0) {
      return;
    }
    long time = points.times[row];
    SeriesInShard at = series.within(new TimeSpan(time, time + 1));
    for (int i = 0; i < points.aux.length; i++) {
      SideColumn.open(at, options.aux().get(i), true).valueAt(time, points.aux[i], row);
    }
  }
}
