package millrace.query.select;

import java.util.List;
import millrace.columns.ColumnType;

/// Result rows, pulled in runs.
///
/// Threads: one at a time.
interface RowCursor {
  /// Names of the columns, without the time.
  List<String> names();

  /// Types of the columns.
  List<ColumnType> types();

  /// Steps to the next rows, at least one.
  ///
  /// @return false when there are no more
  boolean next();

  /// The current rows, overwritten by [#next].
  Rows rows();
}
