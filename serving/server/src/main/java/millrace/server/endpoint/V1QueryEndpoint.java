package millrace.server.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseName;
import millrace.influxql.Dialect;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.ParseException;
import millrace.influxql.Query;
import millrace.query.Cancellation;
import millrace.query.Compatibility;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.server.access.Authorization;
import millrace.server.access.Forbidden;
import millrace.server.auth.StatementRights;
import millrace.server.auth.TokenGate;
import millrace.server.encode.Epoch;
import millrace.server.encode.RowLimit;
import millrace.server.encode.UnsupportedValue;
import millrace.server.encode.V1Format;
import millrace.server.encode.V1Sink;
import millrace.server.http.ErrorMapping;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.Parameters;
import millrace.server.http.Router;
import millrace.server.system.LoggedQuery;
import millrace.server.system.QueryLog;
import millrace.server.system.QueryPhase;
import millrace.server.system.ShownText;

/// `/query`: InfluxQL as InfluxDB 1.x answers it. Once the text parses, the status is 200 and errors are in the results.
/// Source: the InfluxQL specification, section 5.
public final class V1QueryEndpoint {
  private static final int DEFAULT_CHUNK_ROWS = 10_000;

  private final QueryExecutor executor;
  private final QueryLimits limits;
  private final long maxRows;
  private final QuerySlots slots;
  private final QueryLog log;
  private final Clock clock;
  private final ProductVersion version;

  /// @param maxRows rows of an answer that is not chunked; 0 for any number
  public V1QueryEndpoint(
      QueryExecutor executor,
      QueryLimits limits,
      long maxRows,
      QuerySlots slots,
      QueryLog log,
      Clock clock,
      ProductVersion version) {
    this.executor = executor;
    this.limits = limits;
    this.maxRows = maxRows;
    this.slots = slots;
    this.log = log;
    this.clock = clock;
    this.version = version;
  }

  public void addTo(Router router) {
    router.routeByRights("GET", "/query", ErrorShape.V1, this::handle);
    router.routeByRights("POST", "/query", ErrorShape.V1, this::handle);
  }

  private void handle(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    headers(request, response);
    Parameters parameters = parameters(request);
    if (asker instanceof Authorization.Unclaimed) {
      requireReadable(parameters);
    }
    // The layout is chosen in the URL alone; a form field of that name means nothing.
    V1Format format = V1Format.of(request.header("accept"), request.query().isTrue("pretty"));
    try {
      Query query = query(parameters);
      QueryOptions options = options(request, parameters, asker);
      StatementRights.check(asker, query.statements(), DatabaseName.parse(options.database()).database());
      if (parameters.isTrue("async")) {
        inBackground(query, options, parameters, format);
        response.status(204);
      } else {
        answer(query, options, parameters, format, request, response);
      }
    } catch (Forbidden refusal) {
      throw refusal;
    } catch (MillraceException refusal) {
      refuse(ErrorMapping.status(refusal.code()), message(refusal), format, response);
    } catch (HttpFault refusal) {
      refuse(refusal.answer(ErrorShape.V1).status(), refusal.getMessage(), format, response);
    }
  }

  private void answer(
      Query query, QueryOptions options, Parameters parameters, V1Format format, HttpRequest request, HttpResponse response)
      throws IOException {
    try (LoggedQuery logged = log.begin(
            options.database(), "influxql", ShownText.ofInfluxQl(parameters.text("q"), query.statements()), Optional.empty());
        QuerySlots.Slot _ = slots.take()) {
      logged.reach(QueryPhase.EXECUTION_PERMIT);
      request.whenGone(() -> {
        logged.fail(true);
        options.cancellation().cancel("query interrupted");
      });
      response.header("Content-Type", format.contentType());
      Optional<Integer> chunkRows = chunkRows(parameters);
      V1Sink sink = format.sink(response.body(), Epoch.of(parameters.first("epoch")), chunkRows);
      execute(query, options, sink, chunkRows.isPresent());
      sink.finish();
      logged.reach(QueryPhase.SUCCESS);
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    } catch (UnsupportedValue infinity) {
      if (response.isCommitted()) {
        throw infinity;
      }
      response.reset();
      response.header("Content-Type", format.contentType());
      format.error(infinity.getMessage(), response.body());
    }
  }

  private void execute(Query query, QueryOptions options, V1Sink sink, boolean isChunked) {
    if (maxRows == 0 || isChunked) {
      executor.execute(query.statements(), options, sink);
      return;
    }
    try {
      executor.execute(query.statements(), options, new RowLimit(sink, maxRows));
    } catch (RowLimit.Reached enough) {
      // Everything that is to be sent has been.
    }
  }

  private void inBackground(Query query, QueryOptions options, Parameters parameters, V1Format format) {
    Thread.ofVirtual().name("query-async").start(() -> {
      V1Sink nowhere = format.sink(java.io.OutputStream.nullOutputStream(), Epoch.TEXT, Optional.empty());
      try (QuerySlots.Slot _ = slots.take()) {
        executor.execute(query.statements(), options, nowhere);
      }
    });
  }

  private static void refuse(int status, String message, V1Format format, HttpResponse response) {
    if (response.isCommitted()) {
      throw new IllegalStateException("refused after the answer began: " + message);
    }
    response.status(status);
    response.header("Content-Type", format.contentType());
    String visible = message.length() > 1024 ? message.substring(0, 1024) : message;
    response.header("X-Influxdb-Error", visible.replaceAll("[^\\x20-\\x7e]", " "));
    format.error(message, response.body());
  }

  private static String message(MillraceException refusal) {
    return switch (refusal) {
      case ParseException parse -> "error parsing query: " + parse.getMessage();
      default -> refusal.getMessage();
    };
  }

  /// Strangers learn of the bootstrapping rule only by a statement, not by a slip of the pen.
  private static void requireReadable(Parameters parameters) {
    try {
      query(parameters);
    } catch (MillraceException | HttpFault unreadable) {
      throw TokenGate.unauthenticated();
    }
  }

  private static Query query(Parameters parameters) {
    String text = parameters.text("q").strip();
    if (text.isEmpty()) {
      throw HttpFault.of(400, "missing required parameter \"q\"");
    }
    String bound = parameters.text("params");
    Dialect dialect = isFixed(parameters) ? Dialect.EXTENDED : Dialect.V1;
    return InfluxQlParser.parse(
        text,
        bound.isEmpty() ? millrace.influxql.Parameters.NONE : millrace.influxql.Parameters.fromJson(bound),
        dialect);
  }

  private QueryOptions options(HttpRequest request, Parameters parameters, Authorization asker) {
    return new QueryOptions(
        parameters.text("db"),
        parameters.text("rp"),
        clock.nowNanos(),
        request.method().equals("GET"),
        new Cancellation(),
        limits,
        isFixed(parameters) ? Compatibility.FIXED : Compatibility.STRICT,
        asker::sees);
  }

  private static boolean isFixed(Parameters parameters) {
    return parameters.text("compat").equals("fixed");
  }

  private static Optional<Integer> chunkRows(Parameters parameters) {
    if (!parameters.isTrue("chunked")) {
      return Optional.empty();
    }
    try {
      int rows = Integer.parseInt(parameters.text("chunk_size"));
      return Optional.of(rows > 0 ? rows : DEFAULT_CHUNK_ROWS);
    } catch (NumberFormatException notANumber) {
      return Optional.of(DEFAULT_CHUNK_ROWS);
    }
  }

  /// The parameters of URL and body; the body's win. A body without a content type, or of InfluxQL's own, is the query.
  private static Parameters parameters(HttpRequest request) throws IOException {
    if (!request.method().equals("POST")) {
      return request.query();
    }
    String header = request.header("content-type").orElse("");
    String type = header.toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-www-form-urlencoded")) {
      return Parameters.parse(body(request)).orElse(request.query());
    }
    if (type.startsWith("multipart/form-data")) {
      return MultipartForm.parse(header, request.body()).orElse(request.query());
    }
    boolean isQuery = type.startsWith("application/vnd.influxql") || type.isEmpty();
    String text = isQuery ? body(request) : "";
    return text.isBlank() ? request.query() : request.query().orElse(Parameters.of(java.util.Map.of("q", text)));
  }

  private static String body(HttpRequest request) throws IOException {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  private void headers(HttpRequest request, HttpResponse response) {
    String id = request.header("request-id").or(() -> request.header("x-request-id"))
        .filter(given -> given.matches("[\\x20-\\x7e]{1,128}"))
        .orElseGet(() -> UUID.randomUUID().toString());
    response.header("Request-Id", id);
    response.header("X-Request-Id", id);
    response.header("X-Influxdb-Build", version.build());
    response.header("X-Influxdb-Version", version.version());
  }
}
