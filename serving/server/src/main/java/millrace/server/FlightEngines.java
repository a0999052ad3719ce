package millrace.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import millrace.base.Clock;
import millrace.catalog.DatabaseName;
import millrace.flight.FlightQueries;
import millrace.flight.FlightQuery;
import millrace.flight.grpc.Stop;
import millrace.influxql.Parameters;
import millrace.influxql.ShowStatement;
import millrace.influxql.Statement;
import millrace.query.Cancellation;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.query.ResultHead;
import millrace.query.ResultSink;
import millrace.server.endpoint.QuerySlots;
import millrace.server.system.LoggedQuery;
import millrace.server.system.QueryLog;
import millrace.server.system.QueryPhase;
import millrace.server.system.ShownText;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlEngine;
import millrace.sql.SqlRequest;
import millrace.sql.SqlResult;

/// Leads queries that come by Flight to the engines, past the query log and the limit of queries at once.
///
/// Threads: any.
final class FlightEngines implements FlightQueries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final QueryExecutor influxql;
  private final SqlEngine sql;
  private final QueryLimits limits;
  private final QuerySlots slots;
  private final QueryLog log;
  private final Clock clock;

  FlightEngines(
      QueryExecutor influxql, SqlEngine sql, QueryLimits limits, QuerySlots slots, QueryLog log, Clock clock) {
    this.influxql = influxql;
    this.sql = sql;
    this.limits = limits;
    this.slots = slots;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Spent sql(FlightQuery query, Stop stop, Rows rows) {
    return logged(query, "sql", stop, logged -> {
      try (QuerySlots.Slot _ = slots.take();
          SqlResult result = sql.query(request(query), stop::whenStopped)) {
        logged.reach(QueryPhase.PHYSICALLY_PLANNED);
        logged.reach(QueryPhase.EXECUTION_PERMIT);
        rows.begin(result.columns());
        for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
          rows.batch(batch.get());
        }
        rows.end(result.damage());
      }
    });
  }

  @Override
  public Spent influxql(FlightQuery query, Stop stop, ResultSink sink) {
    return logged(query, "influxql", stop, logged -> {
      Statement statement = statement(query);
      Cancellation cancellation = new Cancellation();
      stop.whenStopped(() -> cancellation.cancel("query interrupted"));
      QueryOptions options = options(query, cancellation);
      try (QuerySlots.Slot _ = slots.take()) {
        logged.reach(QueryPhase.EXECUTION_PERMIT);
        influxql.execute(List.of(statement), options, sink);
      }
    });
  }

  @Override
  public Optional<ResultHead> head(FlightQuery query) {
    return influxql.head(statement(query), options(query, new Cancellation()));
  }

  private QueryOptions options(FlightQuery query, Cancellation cancellation) {
    DatabaseName target = DatabaseName.parse(query.database());
    return new QueryOptions(target.database(), target.policy(), clock.nowNanos(), true, cancellation, limits);
  }

  @Override
  public List<SqlColumn> columns(FlightQuery query) {
    return sql.columns(request(query));
  }

  @Override
  public List<SqlColumn> parameters(FlightQuery query) {
    return sql.parameters(request(query));
  }

  private SqlRequest request(FlightQuery query) {
    return new SqlRequest(query.database(), query.text(), query.parameters(), clock.nowNanos());
  }

  /// A query at work.
  private interface Work {
    void run(LoggedQuery logged);
  }

  private Spent logged(FlightQuery query, String language, Stop stop, Work work) {
    boolean isPlain = query.command().isEmpty();
    // Of InfluxQL only what reads comes so far, and that holds no passwords.
    String text = ShownText.ofSql(query.text());
    try (LoggedQuery logged = log.begin(
        query.database(), isPlain ? language : "flightsql", isPlain ? text : query.command() + " " + text, Optional.empty())) {
      try {
        work.run(logged);
        logged.reach(QueryPhase.SUCCESS);
        return new Spent(logged.planning(), logged.waiting(), logged.executing());
      } catch (UncheckedIOException gone) {
        logged.fail(true);
        throw gone;
      } catch (RuntimeException | Error failure) {
        logged.fail(stop.reason().isPresent());
        throw failure;
      }
    }
  }

  /// The one statement of a text. SHOW DATABASES has no place here: it is about no database.
  static Statement statement(FlightQuery query) {
    Statement statement = ReadingStatement.of(query.text(), values(query));
    if (statement instanceof ShowStatement.ShowDatabases) {
      throw ReadingStatement.unimplemented("SHOW DATABASES");
    }
    return statement;
  }

  private static Parameters values(FlightQuery query) {
    try {
      return query.parameters().isEmpty() ? Parameters.NONE : Parameters.fromJson(JSON.writeValueAsString(query.parameters()));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
