package millrace.query.select;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.query.ResultColumn;
import millrace.query.ResultHead;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;

/// Turns a cursor's rows into series for a sink: a new series whenever name or tags change.
final class Emitter {
  private final RowCursor cursor;
  private final ResultSink sink;
  private final List<String> columns;
  private final boolean[] tags;
  private final ZoneId zone;
  private Group series;

  Emitter(RowCursor cursor, ResultSink sink, CompiledSelect select) {
    this.cursor = cursor;
    this.sink = sink;
    this.columns = names(cursor, select.timeName());
    this.tags = tags(select, cursor.types().size());
    this.zone = select.scope().zone().zone();
  }

  /// Which columns are tags as they are: in a vector they are texts like others.
  private static boolean[] tags(CompiledSelect select, int size) {
    List<Field> fields = ColumnNames.columns(select.fields(), false);
    boolean[] tags = new boolean[size];
    for (int i = 0; i < Math.min(size, fields.size()); i++) {
      tags[i] = fields.get(i).expression() instanceof VarRef ref && ref.type() == DataType.TAG;
    }
    return tags;
  }

  private static List<String> names(RowCursor cursor, String timeName) {
    List<String> names = new ArrayList<>();
    names.add(timeName);
    names.addAll(cursor.names());
    return List.copyOf(names);
  }

  /// What the rows of a cursor will look like.
  static ResultHead head(RowCursor cursor, CompiledSelect select) {
    List<String> names = names(cursor, select.timeName());
    SortedMap<String, String> tags = new TreeMap<>();
    SelectOptions.dimensions(select).keys().forEach(tag -> tags.put(tag, ""));
    List<ResultColumn> columns = new ArrayList<>(List.of(new ResultColumn.Times(new long[0])));
    boolean[] isTag = tags(select, cursor.types().size());
    for (int i = 0; i < isTag.length; i++) {
      columns.add(column(new Vector(cursor.types().get(i), 0), isTag[i], 0, 0));
    }
    return new ResultHead(new ResultSeries("", tags, names, select.scope().zone().zone(), true), columns);
  }

  /// Emits all rows.
  void run() {
    while (cursor.next()) {
      emit(cursor.rows());
    }
  }

  private void emit(Rows rows) {
    int from = 0;
    while (from < rows.size) {
      int to = from + 1;
      while (to < rows.size && rows.groups[to] == rows.groups[from]) {
        to++;
      }
      if (rows.groups[from] != series) {
        series = rows.groups[from];
        sink.series(new ResultSeries(series.name(), series.tags(), columns, zone, true));
      }
      sink.rows(run(rows, from, to));
      from = to;
    }
  }

  private ResultRows run(Rows rows, int from, int to) {
    List<ResultColumn> columns = new ArrayList<>(rows.columns.length + 1);
    columns.add(new ResultColumn.Times(from == 0 ? rows.times : Arrays.copyOfRange(rows.times, from, to)));
    for (int i = 0; i < rows.columns.length; i++) {
      columns.add(rows.filled[i] == null ? column(rows.columns[i], tags[i], from, to) : mixed(rows, i, from, to));
    }
    return new ResultRows(to - from, columns);
  }

  /// Text or truth values among which fill(N) put numbers.
  private static ResultColumn mixed(Rows rows, int column, int from, int to) {
    Vector values = rows.columns[column];
    Object[] cells = values.type() == ColumnType.BOOLEAN ? truths(values, from, to) : texts(values, from, to);
    Object[] mixed = Arrays.copyOf(cells, cells.length, Object[].class);
    for (int i = from; i < to; i++) {
      if (rows.filled[column][i]) {
        mixed[i - from] = rows.fill;
      }
    }
    return new ResultColumn.Mixed(mixed);
  }

  private static Boolean[] truths(Vector vector, int from, int to) {
    Boolean[] truths = new Boolean[to - from];
    for (int i = from; i < to; i++) {
      truths[i - from] = vector.isMissing(i) ? null : Boolean.valueOf(vector.booleans[i]);
    }
    return truths;
  }

  private static ResultColumn column(Vector vector, boolean isTag, int from, int to) {
    boolean whole = from == 0;
    if (vector.type() == ColumnType.FLOAT) {
      clearNaN(vector, from, to);
    }
    boolean[] missing =
        vector.missing == null || whole ? vector.missing : Arrays.copyOfRange(vector.missing, from, to);
    return switch (vector.type()) {
      case FLOAT -> new ResultColumn.Floats(whole ? vector.floats : Arrays.copyOfRange(vector.floats, from, to), missing);
      case INTEGER ->
          new ResultColumn.Integers(whole ? vector.integers : Arrays.copyOfRange(vector.integers, from, to), missing);
      case UNSIGNED ->
          new ResultColumn.Unsigned(whole ? vector.integers : Arrays.copyOfRange(vector.integers, from, to), missing);
      case BOOLEAN ->
          new ResultColumn.Booleans(whole ? vector.booleans : Arrays.copyOfRange(vector.booleans, from, to), missing);
      case STRING, TAG -> new ResultColumn.Strings(texts(vector, from, to), isTag);
    };
  }

  /// What is not a number is null in the answer.
  private static void clearNaN(Vector vector, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Double.isNaN(vector.floats[i])) {
        vector.setMissing(i);
      }
    }
  }

  private static String[] texts(Vector vector, int from, int to) {
    String[] texts = Arrays.copyOfRange(vector.strings, from, to);
    for (int i = from; vector.missing != null && i < to; i++) {
      if (vector.missing[i]) {
        texts[i - from] = null;
      }
    }
    return texts;
  }
}
