package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// An expression ready to be evaluated over the rows of a batch. A node owns the vector it answers with and fills it
/// again at the next call.
///
/// Threads: one at a time.
public interface ColumnExpression {
  /// What the values are.
  ColumnType type();

  /// The values of the first `size` rows.
  ///
  /// @param columns what references point to, by index
  Vector evaluate(Vector[] columns, int size);

  /// The column this is nothing but a reference to, or -1.
  default int reference() {
    return -1;
  }

  /// Whether no row has a value, whatever the columns hold.
  default boolean isNull() {
    return false;
  }
}
