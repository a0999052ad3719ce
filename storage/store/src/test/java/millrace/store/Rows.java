package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// Collects rows given as maps and makes batches of them, telling a schema of every column.
final class Rows {
  static final long DATABASE = 1;
  static final long POLICY = 2;

  private final GrowingSchema schema;
  private final long tableId;
  private final List<Row> rows = new ArrayList<>();

  private record Row(SeriesKey series, long time, Map<String, Object> values) {}

  private record Field(String name, ColumnType type) {}

  Rows(GrowingSchema schema, long tableId) {
    this.schema = schema;
    this.tableId = tableId;
  }

  Rows add(Map<String, String> tags, long time, Map<String, Object> values) {
    return add(SeriesKey.of(tags), time, values);
  }

  Rows add(SeriesKey series, long time, Map<String, Object> values) {
    rows.add(new Row(series, time, values));
    return this;
  }

  WriteBatch batch() {
    List<SeriesKey> keys = new ArrayList<>();
    long[] times = new long[rows.size()];
    int[] series = new int[rows.size()];
    Map<Field, Object[]> fields = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      row.series.tags().keySet().forEach(tag -> schema.column(tableId, tag, ColumnType.TAG));
      if (!keys.contains(row.series)) {
        keys.add(row.series);
      }
      series[i] = keys.indexOf(row.series);
      times[i] = row.time;
      int at = i;
      row.values.forEach(
          (name, value) ->
              fields.computeIfAbsent(new Field(name, typeOf(value)), key -> new Object[rows.size()])[at] = value);
    }
    List<FieldRows> fieldRows = fields.entrySet().stream().map(e -> fieldRows(e.getKey(), e.getValue())).toList();
    return new WriteBatch(
        DATABASE, POLICY, "db", List.of(new TableRows(tableId, "t", rows.size(), times, series, keys, fieldRows)));
  }

  private FieldRows fieldRows(Field field, Object[] values) {
    schema.column(tableId, field.name, field.type);
    BitSet present = new BitSet();
    double[] floats = new double[values.length];
    long[] integers = new long[values.length];
    boolean[] booleans = new boolean[values.length];
    String[] strings = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      present.set(i, values[i] != null);
      switch (values[i]) {
        case null -> {}
        case Double value -> floats[i] = value;
        case Long value -> integers[i] = value;
        case Boolean value -> booleans[i] = value;
        case String value -> strings[i] = value;
        default -> throw new IllegalArgumentException("no field type for " + values[i]);
      }
    }
    ColumnValues column =
        switch (field.type) {
          case FLOAT -> new ColumnValues.Floats(floats);
          case INTEGER, UNSIGNED -> new ColumnValues.Integers(integers);
          case BOOLEAN -> new ColumnValues.Booleans(booleans);
          case STRING, TAG -> new ColumnValues.Strings(strings);
        };
    return new FieldRows(field.name, field.type, column, present.cardinality() == values.length ? null : present);
  }

  static ColumnType typeOf(Object value) {
    return switch (value) {
      case Double d -> ColumnType.FLOAT;
      case Long l -> ColumnType.INTEGER;
      case Boolean b -> ColumnType.BOOLEAN;
      case String s -> ColumnType.STRING;
      default -> throw new IllegalArgumentException("no field type for " + value);
    };
  }
}
