package millrace.query.continuous;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.TimeSpan;
import millrace.influxql.Dialect;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Fill;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.Operator;
import millrace.influxql.Parameters;
import millrace.influxql.SchemaStatement.CreateContinuousQuery;
import millrace.influxql.SelectStatement;
import millrace.query.Compatibility;
import millrace.query.QueryException;
import millrace.query.catalog.ServerDiagnostics.Module;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.SelectCompiler;
import millrace.query.expression.Condition;

/// One continuous query: what it says, when it ran last, and how that went. One thread runs it; any may read its counts.
final class Job {
  private static final Expression TIME = new VarRef("time");

  private final String database;
  private final String name;
  private final String text;
  private final CreateContinuousQuery query;
  private volatile OptionalLong lastRunNanos = OptionalLong.empty();
  private volatile long succeeded;
  private volatile long failed;
  private volatile long pointsWritten;
  private volatile long durationNanos;
  private volatile String lastError = "";

  /// @param text the whole statement, as the catalog keeps it
  /// @throws millrace.influxql.ParseException when it is none
  Job(String database, String name, String text) {
    this.database = database;
    this.name = name;
    this.text = text;
    this.query = (CreateContinuousQuery) InfluxQlParser.parse(text, Parameters.NONE, Dialect.EXTENDED).statements().getFirst();
  }

  String database() {
    return database;
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  OptionalLong lastRunNanos() {
    return lastRunNanos;
  }

  void ranAt(long nanos) {
    lastRunNanos = OptionalLong.of(nanos);
  }

  void succeeded(long points, long tookNanos) {
    succeeded++;
    pointsWritten += points;
    durationNanos = tookNanos;
    lastError = "";
  }

  void failed(String message) {
    failed++;
    lastError = message;
  }

  /// Whether the last run did not end with this message.
  boolean isNews(String message) {
    return !lastError.equals(message);
  }

  long successes() {
    return succeeded;
  }

  long failures() {
    return failed;
  }

  /// The run that is due, if one is.
  ///
  /// @throws QueryException when the query cannot be run
  Optional<Schedule.Due> due(long nowNanos) {
    CompiledSelect compiled = compiler(nowNanos).compile(query.select());
    if (compiled.raw() || !compiled.interval().isPresent()) {
      throw new QueryException(ErrorCode.BAD_QUERY, "continuous queries must be aggregate queries");
    }
    Schedule schedule = new Schedule(
        compiled.interval().nanos(),
        compiled.interval().offsetNanos(),
        query.everyNanos(),
        query.forNanos(),
        compiled.scope().zone());
    return schedule.due(lastRunNanos, nowNanos);
  }

  private static SelectCompiler compiler(long nowNanos) {
    return new SelectCompiler(nowNanos, Compatibility.STRICT);
  }

  /// The statement over one span, whatever instants its own condition names. Empty windows write nothing.
  SelectStatement over(TimeSpan span, long nowNanos) {
    SelectStatement select = query.select();
    Optional<Expression> rest =
        Condition.of(select.condition(), compiler(nowNanos).compile(select).scope()).rest();
    Expression range = new Binary(
        Operator.AND,
        new Binary(Operator.GTE, TIME, new TimeLiteral(span.startNanos())),
        new Binary(Operator.LT, TIME, new TimeLiteral(span.endNanos())));
    Expression both = rest.<Expression>map(other -> new Binary(Operator.AND, new Paren(other), range)).orElse(range);
    SelectStatement ranged = select.withCondition(Optional.of(both));
    return select.fill() == Fill.Mode.NULL ? ranged.withFill(Fill.Mode.NONE) : ranged;
  }

  /// How it went so far, for SHOW STATS.
  Module statistics() {
    TreeMap<String, String> tags = new TreeMap<>();
    tags.put("cq", name);
    tags.put("db", database);
    TreeMap<String, Object> values = new TreeMap<>();
    values.put("durationNs", durationNanos);
    values.put("lastError", lastError);
    values.put("lastRun", lastRunNanos.orElse(0));
    values.put("pointsWrittenOK", pointsWritten);
    values.put("queryFail", failed);
    values.put("queryOk", succeeded);
    return new Module("cq_query", tags, values);
  }
}
