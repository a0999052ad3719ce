package millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import millrace.base.TimeSpan;
import millrace.plugins.DeadLetterReport;
import millrace.plugins.ProcessingEngine;
import millrace.plugins.ReplayReport;
import millrace.plugins.RunReport;
import millrace.server.http.ContentTypes;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;

/// Runs of triggers that somebody asks for: now, over stored history, of events that were given up.
public final class TriggerRunEndpoints {
  private static final String TRIGGER = "/api/v3/configure/processing_engine_trigger";
  private static final JsonFactory JSON = new JsonFactory();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final ProcessingEngine engine;

  public TriggerRunEndpoints(ProcessingEngine engine) {
    this.engine = engine;
  }

  public void addTo(Router router) {
    router.route("POST", TRIGGER + "/run", this::run);
    router.route("POST", TRIGGER + "/replay", this::beginReplay);
    router.route("POST", TRIGGER + "/replay/resume", this::resumeReplay);
    router.route("GET", TRIGGER + "/replay", this::showReplay);
    router.route("DELETE", TRIGGER + "/replay", this::cancelReplay);
    router.route("POST", TRIGGER + "/dead_letters/replay", this::replayDeadLetters);
    router.route("DELETE", TRIGGER + "/dead_letters", this::deleteDeadLetters);
  }

  private void run(HttpRequest request, HttpResponse response) throws IOException {
    RunReport report = engine.runTrigger(parameter(request, "db"), parameter(request, "trigger_name"));
    answer(response, json -> {
      json.writeStringField("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
      json.writeStringField("error", report.error());
      json.writeStringField("traceback", report.traceback());
      json.writeNumberField("lines_written", report.linesWritten());
      json.writeNumberField("duration_ns", report.durationNanos());
    });
  }

  private void beginReplay(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    long from = body.findText("from").map(text -> instant("from", text)).orElse(TimeSpan.ALL.startNanos());
    long to = body.findText("to").map(text -> instant("to", text)).orElse(TimeSpan.ALL.endNanos());
    if (from > to) {
      throw HttpFault.text(400, "invalid request: 'from' is after 'to'");
    }
    ReplayReport report = engine.replayTrigger(
        body.text("db"), body.text("trigger_name"), new TimeSpan(from, to), body.findTruth("dry_run").orElse(false));
    answer(response, json -> replay(report, json));
  }

  private void resumeReplay(HttpRequest request, HttpResponse response) throws IOException {
    ReplayReport report = engine.resumeReplay(id(request));
    answer(response, json -> replay(report, json));
  }

  private void showReplay(HttpRequest request, HttpResponse response) throws IOException {
    ReplayReport report = engine.replay(id(request));
    answer(response, json -> replay(report, json));
  }

  private void cancelReplay(HttpRequest request, HttpResponse response) {
    engine.cancelReplay(id(request));
  }

  private void replayDeadLetters(HttpRequest request, HttpResponse response) throws IOException {
    DeadLetterReport report = engine.replayDeadLetters(
        parameter(request, "db"), parameter(request, "trigger_name"), findId(request));
    answer(response, json -> {
      json.writeNumberField("succeeded", report.succeeded());
      json.writeNumberField("failed_id", report.failedId());
      json.writeStringField("error", report.error());
      json.writeNumberField("left", report.left());
    });
  }

  private void deleteDeadLetters(HttpRequest request, HttpResponse response) throws IOException {
    int removed = engine.deleteDeadLetters(
        parameter(request, "db"), parameter(request, "trigger_name"), findId(request));
    answer(response, json -> json.writeNumberField("removed", removed));
  }

  private static void replay(ReplayReport report, JsonGenerator json) throws IOException {
    json.writeNumberField("id", report.id());
    json.writeStringField("db", report.database());
    json.writeStringField("trigger_name", report.trigger());
    json.writeBooleanField("dry_run", report.dryRun());
    json.writeStringField("state", report.state().name().toLowerCase(Locale.ROOT));
    time("from", report.fromNanos(), json);
    time("to", report.toNanos(), json);
    time("position", report.positionNanos(), json);
    json.writeNumberField("rows", report.rows());
    json.writeNumberField("runs", report.runs());
    json.writeNumberField("failures", report.failures());
    json.writeNumberField("lines_written", report.linesWritten());
    json.writeStringField("error", report.error());
    json.writeObjectFieldStart("dry_run_lines");
    for (Map.Entry<String, Long> lines : report.dryRunLines().entrySet()) {
      json.writeNumberField(lines.getKey(), lines.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("sample");
    for (String line : report.sample()) {
      json.writeString(line);
    }
    json.writeEndArray();
  }

  /// An end of time is no instant anybody means.
  private static void time(String name, long nanos, JsonGenerator json) throws IOException {
    if (nanos == TimeSpan.ALL.startNanos() || nanos == TimeSpan.ALL.endNanos()) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, Instant.ofEpochSecond(0, nanos).toString());
    }
  }

  /// RFC 3339, a bare date, or nanoseconds since the epoch.
  static long instant(String name, String text) {
    try {
      if (text.matches("-?[0-9]+")) {
        return Long.parseLong(text);
      }
      Instant instant = text.length() == "2026-01-01".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
      throw HttpFault.text(
          400, "invalid request: '" + name + "' is not a time: '" + text
              + "', expected RFC 3339 such as 2026-01-01T00:00:00Z, a date, or nanoseconds since the epoch");
    }
  }

  private static long id(HttpRequest request) {
    return findId(request).orElseThrow(() -> HttpFault.text(400, "serde error: missing field `id`"));
  }

  private static OptionalLong findId(HttpRequest request) {
    return request.query().first("id").stream().mapToLong(TriggerRunEndpoints::number).findFirst();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw HttpFault.text(400, "invalid request: 'id' is not a number: '" + text + "'");
    }
  }

  private static String parameter(HttpRequest request, String name) {
    return request.query().first(name)
        .orElseThrow(() -> HttpFault.text(400, "serde error: missing field `" + name + "`"));
  }

  /// The members of an answer.
  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static void answer(HttpResponse response, Members members) throws IOException {
    response.header("Content-Type", ContentTypes.JSON);
    try (JsonGenerator json = JSON.createGenerator(response.body())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
  }
}
