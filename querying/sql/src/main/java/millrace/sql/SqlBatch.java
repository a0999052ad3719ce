package millrace.sql;

/// Some rows of a result; values by [SqlType]. Valid until the next batch is asked for.
public interface SqlBatch {
  /// A point in time inside a list or struct, where the column's type cannot tell.
  record Timestamp(long nanos) {}

  int rows();

  /// @return the value as its column's [SqlType] documents it, or `null`
  Object value(int column, int row);
}
