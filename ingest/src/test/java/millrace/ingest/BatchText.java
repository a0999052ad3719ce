package millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// A batch as text, one line a row: table, series, fields by name, time. Values say their type: `1.0`, `1i`, `1u`,
/// `"x"`, `true`.
final class BatchText {
  private BatchText() {}

  /// Rows table by table, in the order they were written.
  static List<String> rows(WriteBatch batch) {
    List<String> lines = new ArrayList<>();
    for (TableRows rows : batch.tables()) {
      for (int row = 0; row < rows.rowCount(); row++) {
        lines.add(row(rows, row));
      }
    }
    return lines;
  }

  private static String row(TableRows rows, int row) {
    TreeMap<String, String> fields = new TreeMap<>();
    for (FieldRows field : rows.fields()) {
      if (field.isPresent(row)) {
        fields.merge(field.name(), value(field, row), (one, other) -> one + "&" + other);
      }
    }
    List<String> pairs = fields.entrySet().stream().map(field -> field.getKey() + "=" + field.getValue()).toList();
    String tags = rows.seriesKeys().get(rows.series()[row]).tags().toString();
    return rows.table() + " " + tags + " " + String.join(",", pairs) + " " + rows.timesNanos()[row];
  }

  private static String value(FieldRows field, int row) {
    return switch (field.values()) {
      case ColumnValues.Floats floats -> Double.toString(floats.values()[row]);
      case ColumnValues.Integers integers ->
          switch (field.type()) {
            case UNSIGNED -> Long.toUnsignedString(integers.values()[row]) + "u";
            case INTEGER -> integers.values()[row] + "i";
            default -> throw new AssertionError(field.type() + " in longs");
          };
      case ColumnValues.Booleans booleans -> Boolean.toString(booleans.values()[row]);
      case ColumnValues.Strings strings -> '"' + strings.values()[row] + '"';
    };
  }
}
