package millrace.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// The first rows of a log by series and, within a series, by time and then as they were written.
///
/// The idea: a column is copied whole, in the order of the log, each value to the place where the row belongs. That
/// reads memory forwards and writes to as many places as there are series, most of them in the cache; to collect series
/// after series out of the log waits for memory at almost every value.
///
/// Memory: times and places of the rows, 12 bytes each, and every column that was asked for once more. So it is for
/// those who read all of a log that takes no more rows.
///
/// Threads: any.
final class SortedLog {
  /// Rows copied at a time, so that nobody waits for the log's monitor for long.
  private static final int SLICE = 1 << 16;

  /// Rows of a series are put in order by moving each a few places, on average up to this many, before another way is
  /// taken: writes mostly come in the order of time, but those of two clients overtake each other.
  private static final int FEW_MOVES = 8;

  private final RowLog log;
  private final int rowCount;

  /// Per series ordinal, the place of its first row; one more at the end.
  private final int[] starts;

  /// Per row of the log, its place here.
  private final int[] places;
  private final long[] times;

  /// Series that have several rows of one time.
  private final BitSet seriesWithTwins = new BitSet();
  private final Map<Column, Optional<SortedField>> fields = new ConcurrentHashMap<>();

  SortedLog(RowLog log, int rowCount) {
    this.log = log;
    this.rowCount = rowCount;
    int[] series = new int[rowCount];
    slices((from, to) -> log.copySeries(from, to, series));
    this.starts = starts(series);
    this.places = places(series, starts);
    this.times = new long[rowCount];
    slices((from, to) -> log.scatterTimes(from, to, places, times));
    settleOrder();
  }

  /// One field's points of a series, the last written of each time; empty when there are none.
  Optional<Points> points(int ordinal, Column column, TimeSpan span) {
    int from = first(ordinal, span.startNanos());
    int to = first(ordinal, span.endNanos());
    Optional<SortedField> field = from == to ? Optional.empty() : fields.computeIfAbsent(column, this::sorted);
    return field.map(values -> points(values, ordinal, from, to, column.type())).filter(points -> !points.isEmpty());
  }

  /// The times at which a series has rows, each once; empty when there are none.
  Optional<Points> times(int ordinal, TimeSpan span) {
    int from = first(ordinal, span.startNanos());
    int to = first(ordinal, span.endNanos());
    if (from == to) {
      return Optional.empty();
    }
    if (!seriesWithTwins.get(ordinal)) {
      return Optional.of(Points.ofTimes(times, from, to));
    }
    Points points = new Points(to - from, ColumnType.TAG);
    for (int place = from; place < to; place++) {
      points.put(times[place]);
    }
    return Optional.of(points);
  }

  private Points points(SortedField field, int ordinal, int from, int to, ColumnType type) {
    if (field.isDense() && !seriesWithTwins.get(ordinal)) {
      return field.points(times, from, to);
    }
    Points points = new Points(to - from, type);
    for (int place = from; place < to; place++) {
      field.put(place, times[place], points);
    }
    return points;
  }

  /// The place of the first row of a series at an instant or later.
  private int first(int ordinal, long nanos) {
    if (ordinal + 1 >= starts.length) {
      return rowCount;
    }
    int low = starts[ordinal];
    int high = starts[ordinal + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Optional<SortedField> sorted(Column column) {
    if (!log.hasField(column)) {
      return Optional.empty();
    }
    SortedField field = new SortedField(column.type(), rowCount, log.isDense(column));
    slices((from, to) -> log.scatter(column, from, to, places, field));
    return Optional.of(field);
  }

  /// Puts rows of series that were not written in the order of time in that order.
  private void settleOrder() {
    int[] rows = new int[0];
    for (int ordinal = 0; ordinal + 1 < starts.length; ordinal++) {
      int from = starts[ordinal];
      int to = starts[ordinal + 1];
      if (!isAscending(from, to)) {
        rows = rows.length == 0 ? rowsByPlace() : rows;
        sort(Arrays.copyOfRange(rows, from, to), from, to);
      }
      if (hasTwins(from, to)) {
        seriesWithTwins.set(ordinal);
      }
    }
  }

  /// @param rows of one series, in the order they were written
  private void sort(int[] rows, int from, int to) {
    long[] moved = Arrays.copyOfRange(times, from, to);
    int[] movedRows = rows.clone();
    if (insert(moved, movedRows)) {
      settle(movedRows, from);
      System.arraycopy(moved, 0, times, from, moved.length);
    } else {
      IntSort.sort(rows, (a, b) -> Long.compare(times[places[a]], times[places[b]]));
      settle(rows, from);
      Arrays.sort(times, from, to);
    }
  }

  private void settle(int[] rows, int from) {
    for (int i = 0; i < rows.length; i++) {
      places[rows[i]] = from + i;
    }
  }

  /// Sorts by insertion.
  ///
  /// @return false when it was given up
  private static boolean insert(long[] times, int[] rows) {
    long movesLeft = (long) FEW_MOVES * rows.length;
    for (int i = 1; i < rows.length; i++) {
      long time = times[i];
      int row = rows[i];
      int at = i;
      while (at > 0 && times[at - 1] > time) {
        times[at] = times[at - 1];
        rows[at] = rows[at - 1];
        at--;
      }
      times[at] = time;
      rows[at] = row;
      movesLeft -= i - at;
      if (movesLeft < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isAscending(int from, int to) {
    for (int place = from + 1; place < to; place++) {
      if (times[place - 1] > times[place]) {
        return false;
      }
    }
    return true;
  }

  private boolean hasTwins(int from, int to) {
    for (int place = from + 1; place < to; place++) {
      if (times[place - 1] == times[place]) {
        return true;
      }
    }
    return false;
  }

  private int[] rowsByPlace() {
    int[] rows = new int[rowCount];
    for (int row = 0; row < rowCount; row++) {
      rows[places[row]] = row;
    }
    return rows;
  }

  private static int[] starts(int[] series) {
    int most = -1;
    for (int ordinal : series) {
      most = Math.max(most, ordinal);
    }
    int[] starts = new int[most + 2];
    for (int ordinal : series) {
      starts[ordinal + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    return starts;
  }

  private static int[] places(int[] series, int[] starts) {
    int[] next = starts.clone();
    int[] places = new int[series.length];
    for (int row = 0; row < series.length; row++) {
      places[row] = next[series[row]]++;
    }
    return places;
  }

  private interface Slice {
    void copy(int from, int to);
  }

  private void slices(Slice slice) {
    for (int from = 0; from < rowCount; from += SLICE) {
      slice.copy(from, Math.min(rowCount, from + SLICE));
    }
  }
}
