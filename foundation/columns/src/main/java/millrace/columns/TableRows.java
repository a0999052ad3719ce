package millrace.columns;

import static millrace.base.Checks.require;

import java.util.List;

/// Rows of one table inside a [WriteBatch], in the order they were written. Immutable by agreement: whoever was handed
/// one never changes its arrays.
///
/// @param tableId the catalog's id
/// @param table the table's name when it was written
/// @param rowCount rows; every array has at least as many slots
/// @param timesNanos time per row
/// @param series index into `seriesKeys` per row
/// @param seriesKeys distinct tag sets of this batch
/// @param fields fields that at least one row has
public record TableRows(
    long tableId,
    String table,
    int rowCount,
    long[] timesNanos,
    int[] series,
    List<SeriesKey> seriesKeys,
    List<FieldRows> fields) {
  public TableRows {
    require(timesNanos.length >= rowCount, "table %s: %d times for %d rows", table, timesNanos.length, rowCount);
    require(series.length >= rowCount, "table %s: %d series for %d rows", table, series.length, rowCount);
    seriesKeys = List.copyOf(seriesKeys);
    fields = List.copyOf(fields);
  }
}
