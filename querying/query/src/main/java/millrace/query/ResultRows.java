package millrace.query;

import static millrace.base.Checks.require;

import java.util.ArrayList;
import java.util.List;

/// A run of rows, column by column.
///
/// @param size rows, at least one
/// @param columns as many as the series has column names
public record ResultRows(int size, List<ResultColumn> columns) {
  public ResultRows {
    columns = List.copyOf(columns);
    for (ResultColumn column : columns) {
      require(column.capacity() >= size, "a result column is shorter than its %d rows", size);
    }
  }

  /// Rows of mixed cells, for small answers.
  ///
  /// @param rows each as long as the series has columns; cells as [ResultColumn#value] gives them
  public static ResultRows of(List<? extends List<?>> rows) {
    List<ResultColumn> columns = new ArrayList<>();
    for (int c = 0; c < rows.getFirst().size(); c++) {
      Object[] cells = new Object[rows.size()];
      for (int r = 0; r < cells.length; r++) {
        cells[r] = rows.get(r).get(c);
      }
      columns.add(new ResultColumn.Mixed(cells));
    }
    return new ResultRows(rows.size(), columns);
  }
}
