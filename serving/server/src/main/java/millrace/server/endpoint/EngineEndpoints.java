package millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.plugins.ErrorBehavior;
import millrace.plugins.NewTrigger;
import millrace.plugins.PluginFile;
import millrace.plugins.PluginTest;
import millrace.plugins.PluginTestReport;
import millrace.plugins.ProcessingEngine;
import millrace.plugins.StoredPluginFile;
import millrace.plugins.TriggerChange;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.StreamedBody;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import millrace.server.http.ContentTypes;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Parameters;
import millrace.server.http.Router;

/// The HTTP API of the processing engine. Source: its specification, section 4.
public final class EngineEndpoints {
  private static final String CALLS = "/api/v3/engine/";
  private static final JsonFactory JSON = new JsonFactory();

  private final ProcessingEngine engine;

  public EngineEndpoints(ProcessingEngine engine) {
    this.engine = engine;
  }

  public void addTo(Router router) {
    String trigger = "/api/v3/configure/processing_engine_trigger";
    router.route("POST", trigger, this::createTrigger);
    router.route("PATCH", trigger, this::changeTrigger);
    router.route("POST", trigger + "/change", this::changeTrigger);
    router.route("DELETE", trigger, this::deleteTrigger);
    router.route("POST", trigger + "/enable", this::enableTrigger);
    router.route("POST", trigger + "/disable", this::disableTrigger);
    router.route("POST", "/api/v3/configure/plugin_environment/install_packages", this::installPackages);
    router.route("POST", "/api/v3/configure/plugin_environment/install_requirements", this::installRequirements);
    router.route("POST", "/api/v3/plugin_test/wal", this::testWrites);
    router.route("POST", "/api/v3/plugin_test/schedule", this::testSchedule);
    router.route("POST", "/api/v3/plugin_test/request", this::testRequest);
    router.route("GET", "/api/v3/plugins/files", this::files);
    router.route("DELETE", "/api/v3/plugins/files", this::deleteFile);
    router.route("POST", "/api/v3/plugins/files", this::putFile);
    router.route("PUT", "/api/v3/plugins/files", this::replaceFile);
    router.route("PUT", "/api/v3/plugins/directory", this::replaceDirectory);
    router.routeBelow("GET", CALLS, ErrorShape.TEXT, this::call);
    router.routeBelow("POST", CALLS, ErrorShape.TEXT, this::call);
  }

  private void createTrigger(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    Optional<JsonBody> settings = body.findObject("trigger_settings");
    engine.createTrigger(new NewTrigger(
        body.text("db"),
        body.text("trigger_name"),
        body.text("plugin_filename"),
        body.text("trigger_specification"),
        settings.flatMap(s -> s.findTruth("run_async")).orElse(false),
        settings.flatMap(s -> s.findText("error_behavior")).map(EngineEndpoints::behavior).orElse(ErrorBehavior.LOG),
        body.findObject("trigger_arguments").map(JsonBody::textEntries),
        body.findTruth("disabled").orElse(false),
        settings.flatMap(s -> s.findText("delivery")).orElse("newest"),
        body.findText("node_spec").orElse("all")));
  }

  /// By POST as well, for clients that know no PATCH.
  private void changeTrigger(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    Optional<JsonBody> settings = body.findObject("trigger_settings");
    engine.changeTrigger(new TriggerChange(
        body.text("db"),
        body.text("trigger_name"),
        body.findText("plugin_filename"),
        body.findText("trigger_specification"),
        settings.flatMap(s -> s.findTruth("run_async")),
        settings.flatMap(s -> s.findText("error_behavior")).map(EngineEndpoints::behavior),
        body.findObject("trigger_arguments").map(JsonBody::textEntries),
        settings.flatMap(s -> s.findText("delivery")),
        body.findText("node_spec")));
  }

  private static ErrorBehavior behavior(String word) {
    return ErrorBehavior.parse(word).orElseThrow(() -> HttpFault.text(
        400, "serde json error: unknown variant `" + word + "`, expected one of `log`, `retry`, `disable`"));
  }

  private void deleteTrigger(HttpRequest request, HttpResponse response) throws IOException {
    if (request.rawQuery().isPresent()) {
      engine.deleteTrigger(parameter(request, "db"), parameter(request, "trigger_name"), request.query().isTrue("force"));
    } else {
      JsonBody body = JsonBody.read(request);
      engine.deleteTrigger(body.text("db"), body.text("trigger_name"), body.findTruth("force").orElse(false));
    }
  }

  private void enableTrigger(HttpRequest request, HttpResponse response) {
    engine.enableTrigger(parameter(request, "db"), parameter(request, "trigger_name"));
  }

  private void disableTrigger(HttpRequest request, HttpResponse response) {
    engine.disableTrigger(parameter(request, "db"), parameter(request, "trigger_name"));
  }

  private void installPackages(HttpRequest request, HttpResponse response) throws IOException {
    answer(engine.installPackages(JsonBody.read(request).texts("packages")));
  }

  private void installRequirements(HttpRequest request, HttpResponse response) throws IOException {
    answer(engine.installRequirements(JsonBody.read(request).text("requirements_location")));
  }

  private static void answer(InstallOutcome outcome) {
    switch (outcome) {
      case InstallOutcome.Installed _ -> {}
      case InstallOutcome.Failed failed -> throw HttpFault.text(500, failed.message());
      case InstallOutcome.Forbidden forbidden -> throw HttpFault.text(403, forbidden.message());
      case InstallOutcome.Invalid invalid -> throw HttpFault.text(400, invalid.message());
    }
  }

  private void testWrites(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    report(engine.test(new PluginTest.Writes(
        body.text("filename"), body.text("database"), body.text("input_lp"), body.findText("cache_name"), arguments(body))),
        false, response);
  }

  private void testSchedule(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    report(engine.test(new PluginTest.Schedule(
        body.text("filename"), body.text("database"), body.findText("schedule"), body.findText("cache_name"),
        arguments(body))), true, response);
  }

  private void testRequest(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    PluginCall.RequestCall call = new PluginCall.RequestCall(
        body.findObject("query_parameters").map(JsonBody::entries).orElse(Map.of()),
        body.findObject("request_headers").map(JsonBody::entries).orElse(Map.of()),
        body.findText("request_body").orElse("").getBytes(StandardCharsets.UTF_8));
    report(engine.test(new PluginTest.Request(
        body.text("filename"), body.text("database"), call, body.findText("cache_name"), arguments(body))), false, response);
  }

  private static Optional<Map<String, String>> arguments(JsonBody body) {
    return body.findObject("input_arguments").map(JsonBody::textEntries);
  }

  private static void report(PluginTestReport report, boolean withTime, HttpResponse response) throws IOException {
    response.header("Content-Type", ContentTypes.JSON);
    try (JsonGenerator json = JSON.createGenerator(response.body())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartObject();
      if (withTime) {
        time(report, json);
      }
      if (report.reply().isPresent()) {
        reply(report.reply().get(), json);
      }
      texts("log_lines", report.logLines(), json);
      json.writeObjectFieldStart("database_writes");
      for (Map.Entry<String, List<String>> writes : report.databaseWrites().entrySet()) {
        texts(writes.getKey(), writes.getValue(), json);
      }
      json.writeEndObject();
      texts("errors", report.errors(), json);
      json.writeEndObject();
    }
  }

  private static void time(PluginTestReport report, JsonGenerator json) throws IOException {
    if (report.triggerNanos().isPresent()) {
      json.writeStringField("trigger_time", Instant.ofEpochSecond(0, report.triggerNanos().getAsLong()).toString());
    } else {
      json.writeNullField("trigger_time");
    }
  }

  private static void reply(HttpReply reply, JsonGenerator json) throws IOException {
    json.writeNumberField("status", reply.status());
    json.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> header : reply.headers()) {
      json.writeStringField(header.getKey(), header.getValue());
    }
    json.writeEndObject();
    json.writeStringField("body", new String(reply.body(), StandardCharsets.UTF_8));
  }

  private static void texts(String name, List<String> texts, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /// The list, or with a path the text of one file.
  private void files(HttpRequest request, HttpResponse response) throws IOException {
    Optional<String> path = request.query().first("path");
    if (path.isPresent()) {
      byte[] content = engine.pluginFile(path.get()).getBytes(StandardCharsets.UTF_8);
      response.header("Content-Type", "text/plain; charset=utf-8");
      response.body().write(content);
      return;
    }
    List<StoredPluginFile> files = engine.pluginFiles();
    response.header("Content-Type", ContentTypes.JSON);
    try (JsonGenerator json = JSON.createGenerator(response.body())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartArray();
      for (StoredPluginFile file : files) {
        json.writeStartObject();
        json.writeStringField("path", file.path());
        json.writeNumberField("size_bytes", file.sizeBytes());
        json.writeNumberField("last_modified", file.lastModifiedMillis());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private void deleteFile(HttpRequest request, HttpResponse response) {
    engine.deletePluginFile(parameter(request, "path"), request.query().isTrue("force"));
  }

  private void putFile(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    engine.putFile(body.text("plugin_name"), body.text("content"));
  }

  /// Two forms: a trigger's file as JSON, and any file by its path with the bare content.
  private void replaceFile(HttpRequest request, HttpResponse response) throws IOException {
    Optional<String> path = request.query().first("path");
    if (path.isPresent()) {
      engine.putFile(path.get(), new String(request.body(), StandardCharsets.UTF_8));
      return;
    }
    JsonBody body = JsonBody.read(request);
    engine.replaceTriggerFile(database(request), body.text("plugin_name"), body.text("content"));
  }

  private void replaceDirectory(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    List<PluginFile> files = body.objects("files").stream()
        .map(file -> new PluginFile(file.text("relative_path"), file.text("content")))
        .toList();
    engine.replaceTriggerDirectory(database(request), body.text("plugin_name"), files);
  }

  private static Optional<String> database(HttpRequest request) {
    return request.query().first("db").filter(name -> !name.isEmpty());
  }

  /// A call runs code that reads and writes: GET takes the right to read the trigger's database, POST to write to it.
  private void call(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    String path = request.path().substring(CALLS.length());
    boolean isPost = request.method().equals("POST");
    engine.databaseOfCall(path).ifPresent(
        database -> asker.require(isPost ? new Permission.Write(database) : new Permission.Read(database)));
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.remove("authorization");
    Parameters query = request.query();
    PluginCall.RequestCall call = new PluginCall.RequestCall(query.lastValues(), headers, request.body());
    HttpReply reply = engine.call(path, call);
    response.status(reply.status());
    reply.headers().forEach(header -> response.header(header.getKey(), header.getValue()));
    response.body().write(reply.body());
    if (reply.rest().isPresent()) {
      stream(reply.rest().get(), request, response);
    }
  }

  /// Sends each part as soon as it is there; a failure of the plugin cuts the connection.
  private static void stream(StreamedBody body, HttpRequest request, HttpResponse response) throws IOException {
    try {
      boolean isWanted = !request.method().equals("HEAD");
      for (Optional<byte[]> part = body.next(); isWanted && part.isPresent(); part = body.next()) {
        response.body().write(part.get());
        response.body().flush();
      }
    } finally {
      body.abandon();
    }
  }

  private static String parameter(HttpRequest request, String name) {
    return request.query().first(name)
        .orElseThrow(() -> HttpFault.text(400, "serde error: missing field `" + name + "`"));
  }
}
