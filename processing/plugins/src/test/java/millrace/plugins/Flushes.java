package millrace.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// Small write batches.
final class Flushes {
  private Flushes() {}

  /// A batch with the given number of rows per table.
  static WriteBatch batch(long databaseId, long policyId, String database, Map<String, Integer> rows) {
    List<TableRows> tables = new ArrayList<>();
    rows.forEach((table, count) -> tables.add(table(table, count)));
    return new WriteBatch(databaseId, policyId, database, tables);
  }

  private static TableRows table(String name, int rows) {
    FieldRows field = new FieldRows("v", ColumnType.INTEGER, new ColumnValues.Integers(new long[rows]), null);
    return new TableRows(1, name, rows, new long[rows], new int[rows], List.of(SeriesKey.EMPTY), List.of(field));
  }
}
