package millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseName;
import millrace.influxql.Dialect;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.ParseException;
import millrace.influxql.Statement;
import millrace.query.Cancellation;
import millrace.query.Compatibility;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import millrace.server.auth.StatementRights;
import millrace.server.encode.RowFormat;
import millrace.server.encode.RowWriter;
import millrace.server.encode.SeriesRows;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Parameters;
import millrace.server.http.RightsHandler;
import millrace.server.http.Router;
import millrace.server.system.LoggedQuery;
import millrace.server.system.QueryLog;
import millrace.server.system.QueryPhase;
import millrace.server.system.ShownText;
import millrace.sql.SqlBatch;
import millrace.sql.SqlRequest;
import millrace.sql.SqlResult;

/// `/api/v3/query_sql` and `/api/v3/query_influxql`: one statement, its rows streamed. Source: specification 4.3.
public final class V3QueryEndpoints {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final QueryExecutor influxql;
  private final SqlQueries sql;
  private final QueryLimits limits;
  private final V3Listings listings;
  private final QuerySlots slots;
  private final QueryLog log;
  private final Clock clock;

  /// Runs SQL.
  @FunctionalInterface
  public interface SqlQueries {
    /// @param started gets what stops the query
    SqlResult query(SqlRequest request, Consumer<Runnable> started);
  }

  public V3QueryEndpoints(
      QueryExecutor influxql,
      SqlQueries sql,
      Supplier<CatalogState> catalog,
      QueryLimits limits,
      QuerySlots slots,
      QueryLog log,
      Clock clock) {
    this.influxql = influxql;
    this.sql = sql;
    this.listings = new V3Listings(catalog);
    this.limits = limits;
    this.slots = slots;
    this.log = log;
    this.clock = clock;
  }

  public void addTo(Router router) {
    for (String method : List.of("GET", "POST")) {
      router.routeByRights(method, "/api/v3/query_sql", ErrorShape.TEXT, guarded(this::sql));
      router.routeByRights(method, "/api/v3/query_influxql", ErrorShape.TEXT, guarded(this::influxql));
    }
  }

  /// What a request asks.
  ///
  /// @param compat how InfluxQL is read
  private record Asked(
      Optional<String> database,
      String text,
      Optional<String> format,
      Map<String, Object> parameters,
      Optional<String> compat) {
    Compatibility compatibility() {
      return compat.filter("fixed"::equals).isPresent() ? Compatibility.FIXED : Compatibility.EXTENDED;
    }

    String requireDatabase() {
      return database.orElseThrow(() -> HttpFault.text(400, "serde error: missing field `db`"));
    }
  }

  private void sql(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    Asked asked = asked(request);
    SqlRequest query = new SqlRequest(asked.requireDatabase(), asked.text, asked.parameters, clock.nowNanos());
    asker.require(new Permission.Read(DatabaseName.parse(query.database()).database()));
    RowFormat format = RowAnswer.format(asked.format, request);
    try (LoggedQuery logged = log.begin(query.database(), "sql", ShownText.ofSql(asked.text), Optional.empty());
        QuerySlots.Slot _ = slots.take();
        SqlResult result = sql.query(query, stop -> request.whenGone(() -> {
          logged.fail(true);
          stop.run();
        }))) {
      logged.reach(QueryPhase.PHYSICALLY_PLANNED);
      logged.reach(QueryPhase.EXECUTION_PERMIT);
      response.header("Content-Type", format.contentType());
      RowWriter writer = format.writer(response.body());
      writer.begin(result.columns());
      for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
        PartialHeader.set(result.damage(), response);
        writer.batch(batch.get());
      }
      PartialHeader.set(result.damage(), response);
      writer.end();
      logged.reach(QueryPhase.SUCCESS);
    }
  }

  private void influxql(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    Asked asked = asked(request);
    RowFormat format = RowAnswer.format(asked.format, request);
    Statement statement = statement(asked);
    DatabaseName target = DatabaseName.parse(asked.database.orElse(""));
    StatementRights.check(asker, List.of(statement), target.database());
    Optional<V3Listings.Rows> listing = listings.answer(statement, target.database(), asker);
    if (listing.isPresent()) {
      RowAnswer.send(listing.get().columns(), listing.get().rows(), format, response);
      return;
    }
    Cancellation cancellation = new Cancellation();
    QueryOptions options = new QueryOptions(
        target.database(),
        target.policy(),
        clock.nowNanos(),
        false,
        cancellation,
        limits,
        asked.compatibility(),
        asker::sees);
    try (LoggedQuery logged = log.begin(
            target.toString(), "influxql", ShownText.ofInfluxQl(asked.text, List.of(statement)), Optional.empty());
        QuerySlots.Slot _ = slots.take()) {
      logged.reach(QueryPhase.EXECUTION_PERMIT);
      request.whenGone(() -> {
        logged.fail(true);
        cancellation.cancel("query interrupted");
      });
      response.header("Content-Type", format.contentType());
      RowWriter writer = format.writer(response.body());
      SeriesRows rows = SeriesRows.of(statement, writer);
      influxql.execute(List.of(statement), options, rows);
      PartialHeader.set(rows.missing(), response);
      writer.end();
      logged.reach(QueryPhase.SUCCESS);
    }
  }

  private static Statement statement(Asked asked) {
    List<Statement> statements;
    try {
      statements = InfluxQlParser.parse(asked.text, influxqlParameters(asked.parameters), Dialect.EXTENDED).statements();
    } catch (ParseException wrong) {
      throw HttpFault.text(400, "error in InfluxQL statement: parsing error: " + wrong.getMessage());
    }
    if (statements.size() != 1) {
      throw HttpFault.text(400, "must provide only one InfluxQl statement per query");
    }
    boolean namesDatabase = DatabasesNamed.by(statements.getFirst());
    if (asked.database.isEmpty() && !namesDatabase) {
      throw HttpFault.text(400, "must specify a 'db' parameter, or provide the database in the InfluxQL query");
    }
    return statements.getFirst();
  }

  /// InfluxQL has no NULL: such a parameter is one without a value.
  private static millrace.influxql.Parameters influxqlParameters(Map<String, Object> parameters) {
    Map<String, Object> present = new HashMap<>(parameters);
    present.values().removeIf(Objects::isNull);
    try {
      return present.isEmpty()
          ? millrace.influxql.Parameters.NONE
          : millrace.influxql.Parameters.fromJson(JSON.writeValueAsString(present));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Asked asked(HttpRequest request) throws IOException {
    return request.method().equals("GET") ? fromUrl(request) : fromBody(JsonBody.parse(request.body()));
  }

  private static Asked fromUrl(HttpRequest request) throws IOException {
    if (request.rawQuery().isEmpty()) {
      throw HttpFault.text(400, "missing query parameters 'db' and 'q'");
    }
    Parameters query = request.query();
    String text = query.first("q").orElseThrow(() -> HttpFault.text(400, "serde error: missing field `q`"));
    Optional<String> bound = query.first("params").filter(json -> !json.isBlank());
    Map<String, Object> parameters = bound.isEmpty() ? Map.of() : values(JsonBody.tree(bound.get()));
    return new Asked(query.first("db"), text, query.first("format"), parameters, query.first("compat"));
  }

  private static Asked fromBody(JsonBody body) {
    Map<String, Object> parameters = body.findObject("params").map(object -> values(object.node())).orElse(Map.of());
    return new Asked(body.findText("db"), body.text("q"), body.findText("format"), parameters, body.findText("compat"));
  }

  /// Values for placeholders; `null` for NULL.
  private static Map<String, Object> values(JsonNode object) {
    if (!object.isObject()) {
      throw HttpFault.text(400, "serde json error: invalid type: params must be a map");
    }
    Map<String, Object> values = new HashMap<>();
    object.properties().forEach(entry -> {
      JsonNode value = entry.getValue();
      if (value.isContainerNode()) {
        throw HttpFault.text(400, "serde json error: invalid value for parameter `" + entry.getKey()
            + "`: expected a string, boolean, number, or null");
      }
      values.put(entry.getKey(), value.isNull() ? null : value(entry.getKey(), value));
    });
    return values;
  }

  private static Object value(String name, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber() && value.bigIntegerValue().bitLength() <= Long.SIZE && !isBelowLong(value)) {
      return value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
    }
    if (!Double.isFinite(value.doubleValue())) {
      throw HttpFault.text(400, "serde json error: number out of range in parameter `" + name + "`");
    }
    return value.doubleValue();
  }

  private static boolean isBelowLong(JsonNode integer) {
    return integer.bigIntegerValue().signum() < 0 && !integer.canConvertToLong();
  }

  /// Words failures as the specification's table 4.3.6 does.
  private static RightsHandler guarded(RightsHandler handler) {
    return (request, response, asker) -> {
      try {
        handler.handle(request, response, asker);
      } catch (UncheckedIOException gone) {
        throw gone.getCause();
      } catch (JsonProcessingException broken) {
        throw HttpFault.text(400, "serde json error: " + JsonBody.message(broken));
      } catch (MillraceException failure) {
        boolean noDatabase = failure.code() == ErrorCode.NOT_FOUND && failure.getMessage().startsWith("database not found");
        throw noDatabase && !response.isCommitted() ? HttpFault.json(404, "query error: " + failure.getMessage()) : failure;
      }
    };
  }
}
