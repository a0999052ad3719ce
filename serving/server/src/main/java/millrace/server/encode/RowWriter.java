package millrace.server.encode;

import java.util.List;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

/// Writes rows in one of the v3 formats: `begin`, any number of `batch`, `end`.
///
/// Threads: one. A stream that fails is an `UncheckedIOException`.
public interface RowWriter {
  /// @throws millrace.base.MillraceException with code BAD_QUERY when the format has no place for a column's type
  void begin(List<SqlColumn> columns);

  void batch(SqlBatch batch);

  /// Writes what ends the answer.
  void end();
}
