package millrace.server.encode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// The series of a listing, whose columns may differ, gathered into one table: `iox::measurement`, tags, then every
/// column that some series has, in order of first appearance. What a series lacks is null.
final class ListingRows {
  private static final String MEASUREMENT = "iox::measurement";

  private final List<Entry> entries = new ArrayList<>();
  private final TreeSet<String> tags = new TreeSet<>();
  private final Map<String, SqlType> types = new LinkedHashMap<>();

  /// One run of rows, copied: the engine uses its batches again.
  private record Entry(ResultSeries series, List<List<Object>> cells) {}

  void add(ResultSeries series, ResultRows rows) {
    tags.addAll(series.tags().keySet());
    List<List<Object>> cells = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      List<Object> copy = new ArrayList<>();
      for (ResultColumn column : rows.columns()) {
        copy.add(SeriesRows.cell(column, row));
      }
      cells.add(copy);
    }
    for (int i = 0; i < series.columns().size(); i++) {
      for (List<Object> row : cells) {
        types.merge(series.columns().get(i), SeriesRows.typeOf(row.get(i)), ListingRows::common);
      }
    }
    entries.add(new Entry(series, cells));
  }

  /// Writes all that was added.
  void writeTo(RowWriter writer) {
    List<SqlColumn> columns = new ArrayList<>();
    columns.add(new SqlColumn(MEASUREMENT, SqlType.UTF8));
    tags.forEach(tag -> columns.add(new SqlColumn(tag, SqlType.TAG)));
    types.forEach((name, type) -> columns.add(new SqlColumn(name, type)));
    writer.begin(columns);
    entries.forEach(entry -> writer.batch(new RowList(laidOut(entry))));
  }

  private List<List<Object>> laidOut(Entry entry) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> cells : entry.cells) {
      List<Object> row = new ArrayList<>();
      row.add(entry.series.name());
      tags.forEach(tag -> row.add(entry.series.tags().get(tag)));
      for (String name : types.keySet()) {
        int column = entry.series.columns().indexOf(name);
        row.add(column < 0 ? null : cells.get(column));
      }
      rows.add(row);
    }
    return rows;
  }

  /// The type of a column whose cells differ is left open: writers of text look at each value.
  private static SqlType common(SqlType one, SqlType other) {
    return one == other || other == SqlType.NULL ? one : one == SqlType.NULL ? other : SqlType.NULL;
  }
}
