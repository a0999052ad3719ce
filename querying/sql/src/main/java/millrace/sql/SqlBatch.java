package millrace.sql;

import millrace.sql.duck.Cells;

/// Some rows of a result; values by [SqlType]. Valid until the next batch is asked for.
public interface SqlBatch {
  /// A point in time inside a list or struct, where the column's type cannot tell.
  record Timestamp(long nanos) {}

  int rows();

  /// @return the value as its column's [SqlType] documents it, or `null`
  Object value(int column, int row);

  /// The cells of a column without an object for each number and text, where there are such: booleans as [Cells.Booleans],
  /// whole numbers, times and dates as [Cells.Longs], floats as [Cells.Doubles], texts as [Cells.Texts], and any column as
  /// [Cells.Objects] with what [#value] gives. Valid as long as the batch.
  default Cells cells(int column) {
    Object[] values = new Object[rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = value(column, row);
    }
    return new Cells.Objects(values);
  }
}
