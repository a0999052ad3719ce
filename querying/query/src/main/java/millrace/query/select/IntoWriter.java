package millrace.query.select;

import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.columns.ColumnType;
import millrace.influxql.Target;
import millrace.query.PointWriter;
import millrace.query.PointWriter.Point;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;
import millrace.query.batch.Vector;

/// Writes a cursor's rows as points and answers with their number.
final class IntoWriter {
  private static final int POINTS_PER_WRITE = 10_000;

  private final Target target;
  private final PointWriter writer;
  private final List<Point> pending = new ArrayList<>();
  private long written;

  /// @param target whose database and policy are filled in
  IntoWriter(Target target, PointWriter writer) {
    this.target = target;
    this.writer = writer;
  }

  /// Writes all rows, then tells the sink how many.
  void run(RowCursor cursor, ResultSink sink) {
    while (cursor.next()) {
      Rows rows = cursor.rows();
      for (int row = 0; row < rows.size; row++) {
        add(cursor.names(), rows, row);
      }
    }
    flush();
    sink.series(new ResultSeries("result", new TreeMap<>(), List.of("time", "written"), ZoneOffset.UTC, false));
    sink.rows(
        new ResultRows(
            1,
            List.of(new ResultColumn.Times(new long[1]), new ResultColumn.Integers(new long[] {written}, null))));
  }

  private void add(List<String> names, Rows rows, int row) {
    SortedMap<String, Object> fields = new TreeMap<>();
    for (int i = 0; i < rows.columns.length; i++) {
      if (hasValue(rows.columns[i], row)) {
        fields.put(names.get(i), value(rows.columns[i], row));
      }
    }
    if (fields.isEmpty()) {
      return;
    }
    String measurement = target.measurement().orElse(rows.groups[row].name());
    SortedMap<String, String> tags = new TreeMap<>(rows.groups[row].tags());
    tags.values().removeIf(String::isEmpty);
    pending.add(new Point(measurement, tags, fields, rows.times[row]));
    if (pending.size() == POINTS_PER_WRITE) {
      flush();
    }
  }

  private static boolean hasValue(Vector column, int row) {
    return !column.isMissing(row) && !(column.type() == ColumnType.FLOAT && Double.isNaN(column.floats[row]));
  }

  private static Object value(Vector column, int row) {
    return switch (column.type()) {
      case FLOAT -> column.floats[row];
      case INTEGER -> column.integers[row];
      case UNSIGNED -> new BigInteger(Long.toUnsignedString(column.integers[row]));
      case BOOLEAN -> column.booleans[row];
      case STRING, TAG -> column.strings[row];
    };
  }

  private void flush() {
    if (!pending.isEmpty()) {
      writer.write(target.database(), target.policy(), List.copyOf(pending));
      written += pending.size();
      pending.clear();
    }
  }
}
