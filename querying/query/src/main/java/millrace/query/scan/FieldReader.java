package millrace.query.scan;

import java.util.Arrays;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;

/// A cursor with a current point, whose values are cast to the type a query wants.
final class FieldReader {
  private final Cursor cursor;
  private final ColumnType wanted;
  private final boolean ascending;
  private PointBatch points;
  private int at;

  FieldReader(Cursor cursor, ColumnType stored, ColumnType wanted, boolean ascending) {
    this.cursor = cursor;
    this.wanted = wanted;
    this.ascending = ascending;
    this.points = new PointBatch(stored);
  }

  /// Whether values of one type can be had as another: numbers as numbers, all else only as it is.
  static boolean isCastable(ColumnType stored, ColumnType wanted) {
    return stored == wanted || (stored.isNumeric() && wanted.isNumeric());
  }

  /// Whether there is a current point.
  boolean has() {
    if (points == null) {
      return false;
    }
    if (at < points.size) {
      return true;
    }
    at = 0;
    if (cursor.next(points)) {
      return true;
    }
    points = null;
    return false;
  }

  long time() {
    return points.times[at];
  }

  /// Points at hand without reading on, the current one included.
  int ready() {
    return points.size - at;
  }

  /// Sets the values at several times, as [#valueAt] does one by one.
  void valuesAt(long[] times, int from, int to, Vector values) {
    int row = from;
    while (row < to) {
      int run = has() ? runLength(times, row, to) : 0;
      if (run > 0) {
        castRange(run, values, row);
        at += run;
        row += run;
      } else {
        valueAt(times[row], values, row);
        row++;
      }
    }
  }

  /// Points at hand, from the current one on, that are at the very times of another reader's.
  int commonWith(FieldReader other, int limit) {
    int most = Math.min(limit, ready());
    int mismatch =
        Arrays.mismatch(points.times, at, at + most, other.points.times, other.at, other.at + most);
    return mismatch < 0 ? most : mismatch;
  }

  private int runLength(long[] times, int from, int to) {
    int most = Math.min(to - from, ready());
    int mismatch = Arrays.mismatch(points.times, at, at + most, times, from, from + most);
    return mismatch < 0 ? most : mismatch;
  }

  /// Takes `count` points that are at hand, without their times.
  void take(int count, Vector values, int to) {
    castRange(count, values, to);
    at += count;
  }

  /// Takes `count` points that are at hand.
  void take(int count, long[] times, Vector values, int to) {
    System.arraycopy(points.times, at, times, to, count);
    castRange(count, values, to);
    at += count;
  }

  /// The value at exactly `time`, if there is one; its point is then used up. Times must come in the reader's direction,
  /// each once.
  void valueAt(long time, Vector values, int row) {
    while (has() && isBefore(time)) {
      at = skipTarget(time);
    }
    if (has() && time() == time) {
      castRange(1, values, row);
      at++;
    } else {
      values.setMissing(row);
    }
  }

  /// Puts the first point of a batch into a row, cast to the type of the row's vector.
  static void take(PointBatch points, Vector values, int row) {
    switch (values.type()) {
      case FLOAT -> toFloats(points, 0, 1, values.floats, row);
      case INTEGER, UNSIGNED -> toIntegers(points, 0, 1, values.type(), values.integers, row);
      case BOOLEAN -> values.booleans[row] = points.booleans[0];
      case STRING, TAG -> values.strings[row] = points.strings[0];
    }
    values.setPresent(row);
  }

  private boolean isBefore(long time) {
    return ascending ? time() < time : time() > time;
  }

  /// The first point at hand not before `time`, or the end of those at hand.
  private int skipTarget(long time) {
    long[] times = points.times;
    int end = points.size;
    boolean lastIsBefore = ascending ? times[end - 1] < time : times[end - 1] > time;
    if (lastIsBefore) {
      return end;
    }
    int next = at + 1;
    while (ascending ? times[next] < time : times[next] > time) {
      next++;
    }
    return next;
  }

  private void castRange(int count, Vector values, int to) {
    switch (wanted) {
      case FLOAT -> toFloats(points, at, count, values.floats, to);
      case INTEGER, UNSIGNED -> toIntegers(points, at, count, wanted, values.integers, to);
      case BOOLEAN -> System.arraycopy(points.booleans, at, values.booleans, to, count);
      case STRING, TAG -> System.arraycopy(points.strings, at, values.strings, to, count);
    }
    values.setPresent(to, to + count);
  }

  /// Casts points of any number type to floats.
  static void toFloats(PointBatch points, int at, int count, double[] values, int to) {
    switch (points.type()) {
      case FLOAT -> System.arraycopy(points.floats, at, values, to, count);
      case UNSIGNED -> {
        for (int i = 0; i < count; i++) {
          values[to + i] = Numbers.unsignedToFloat(points.integers[at + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[to + i] = points.integers[at + i];
        }
      }
    }
  }

  /// Casts points of any number type to integers of either kind.
  static void toIntegers(PointBatch points, int at, int count, ColumnType wanted, long[] values, int to) {
    if (points.type() != ColumnType.FLOAT) {
      System.arraycopy(points.integers, at, values, to, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      double value = points.floats[at + i];
      values[to + i] = wanted == ColumnType.UNSIGNED ? Numbers.floatToUnsigned(value) : Numbers.floatToInteger(value);
    }
  }

  /// A reader of a field in one series; empty when the shard has nothing that can be had as the type wanted.
  static Optional<FieldReader> open(SeriesInShard series, String field, ColumnType wanted, boolean ascending) {
    Optional<Column> column =
        series.shard().fields().stream()
            .filter(c -> c.name().equals(field) && isCastable(c.type(), wanted))
            .findFirst();
    return column.flatMap(
        c ->
            series
                .shard()
                .cursor(series.ordinal(), c, series.span(), ascending)
                .map(cursor -> new FieldReader(cursor, c.type(), wanted, ascending)));
  }
}
