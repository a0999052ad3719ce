package millrace.query;

import java.util.List;
import java.util.Optional;
import millrace.influxql.Statement;

/// Runs InfluxQL statements and streams what they yield.
///
/// Threads: any; one call runs on the caller's thread and returns when the last statement is done.
@FunctionalInterface
public interface QueryExecutor {
  /// Runs `statements` in order. The first that fails ends the run: its message goes to [ResultSink#failed] and every
  /// later statement is answered with `not executed`. Only what goes wrong in the sink itself is thrown.
  void execute(List<Statement> statements, QueryOptions options, ResultSink sink);

  /// What the answer of a statement will look like, without running it.
  ///
  /// @return empty where it shows only in the answer, as of statements about the schema
  /// @throws QueryException when the statement cannot be planned
  default Optional<ResultHead> head(Statement statement, QueryOptions options) {
    return Optional.empty();
  }
}
