package millrace.query;

import java.util.List;
import millrace.influxql.Statement;

/// Runs InfluxQL statements and streams what they yield.
///
/// Threads: any; one call runs on the caller's thread and returns when the last statement is done.
@FunctionalInterface
public interface QueryExecutor {
  /// Runs `statements` in order. The first that fails ends the run: its message goes to [ResultSink#failed] and every
  /// later statement is answered with `not executed`. Only what goes wrong in the sink itself is thrown.
  void execute(List<Statement> statements, QueryOptions options, ResultSink sink);
}
