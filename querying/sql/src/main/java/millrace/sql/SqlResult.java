package millrace.sql;

import java.util.List;
import java.util.Optional;

/// A running query's rows, streamed. Closing it early stops the query.
///
/// Threads: one at a time; [#cancel()] from any.
public interface SqlResult extends AutoCloseable {
  List<SqlColumn> columns();

  /// The next rows; empty at the end.
  ///
  /// @throws millrace.base.MillraceException when the query fails on the way
  Optional<SqlBatch> next();

  /// What could not be read and is missing from the rows, a sentence each; complete once all rows have been taken.
  default List<String> damage() {
    return List.of();
  }

  /// Stops the query; a waiting [#next()] fails.
  void cancel();

  @Override
  void close();
}
