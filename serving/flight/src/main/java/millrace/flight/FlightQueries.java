package millrace.flight;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.flight.grpc.Stop;
import millrace.query.ResultHead;
import millrace.query.ResultSink;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

/// Runs queries for Flight; the composition root leads them to the engines.
///
/// Threads: any. Calls run on the caller's thread and return when the last row is handed over.
public interface FlightQueries {
  /// Takes the rows of a SQL query, and slows it down by taking its time.
  interface Rows {
    /// Comes once, before any batch.
    void begin(List<SqlColumn> columns);

    /// Comes for each run of rows, valid during the call.
    void batch(SqlBatch batch);

    /// All rows were handed over that can be read.
    ///
    /// @param missing what could not be read, in words; empty for a whole answer
    void end(List<String> missing);
  }

  /// How long the parts of a query took.
  ///
  /// @param queue until it was its turn
  record Spent(Optional<Duration> planning, Optional<Duration> queue, Optional<Duration> execution) {
    /// The parts it had, in seconds, by the names upstream gives them.
    Map<String, String> seconds() {
      Map<String, String> seconds = new LinkedHashMap<>();
      planning.ifPresent(time -> seconds.put("planning", text(time)));
      queue.ifPresent(time -> seconds.put("queue", text(time)));
      execution.ifPresent(time -> seconds.put("execution", text(time)));
      return seconds;
    }

    private static String text(Duration time) {
      return BigDecimal.valueOf(time.toNanos(), 9).toPlainString();
    }
  }

  /// Runs SQL.
  ///
  /// @param stop ends the query early
  /// @throws millrace.base.MillraceException when it fails, maybe after some rows
  Spent sql(FlightQuery query, Stop stop, Rows rows);

  /// Runs one InfluxQL statement.
  ///
  /// @param stop ends the query early
  /// @throws millrace.base.MillraceException when it does not parse or is not for Flight; what goes wrong later comes to
  ///     the sink
  Spent influxql(FlightQuery query, Stop stop, ResultSink sink);

  /// What the answer of an InfluxQL statement will look like, without running it; empty where that shows only in the answer.
  ///
  /// @throws millrace.base.MillraceException when it does not parse, is not for Flight or cannot be planned
  Optional<ResultHead> head(FlightQuery query);

  /// The columns a SQL query would have, without running it; parameters without a value stand for NULL.
  ///
  /// @throws millrace.base.MillraceException when it cannot be planned
  List<SqlColumn> columns(FlightQuery query);

  /// The parameters of a SQL query, in the order of their positions: names without `$`, and the types their places ask for.
  ///
  /// @throws millrace.base.MillraceException when it cannot be planned
  List<SqlColumn> parameters(FlightQuery query);
}
