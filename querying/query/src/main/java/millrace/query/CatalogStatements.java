package millrace.query;

import millrace.influxql.Statement;

/// Runs the statements that are not SELECT or EXPLAIN: SHOW, CREATE, DROP, DELETE and their like.
///
/// Threads: any.
@FunctionalInterface
public interface CatalogStatements {
  /// Runs one statement and returns when it is done.
  ///
  /// @param sink only [ResultSink#message], [ResultSink#series] and [ResultSink#rows] are called
  /// @throws millrace.base.MillraceException whose message the client is given
  void execute(Statement statement, QueryOptions options, ResultSink sink);
}
