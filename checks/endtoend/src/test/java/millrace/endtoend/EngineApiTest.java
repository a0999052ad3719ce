package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import millrace.endtoend.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients and plugins of InfluxDB 3's processing engine rely on, over HTTP, the command line, and from inside a
/// plugin.
class EngineApiTest {
  private static final String TRIGGER = "/api/v3/configure/processing_engine_trigger";

  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder, "--wal-flush-interval", "100ms", "--disable-package-management");
    server.program().run("create", "database", "db");
    server.plugin("any.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            pass

        def process_scheduled_call(influxdb3_local, call_time, args=None):
            pass

        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            return {"q": query_parameters, "h": request_headers, "n": len(request_body), "a": args}
        """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer create(String members) {
    return server.send("POST", TRIGGER, "{" + members + "}", "Content-Type", "application/json");
  }

  private static String trigger(String name, String spec) {
    return "\"db\":\"db\",\"trigger_name\":\"" + name + "\",\"plugin_filename\":\"any.py\",\"trigger_specification\":\"" + spec
        + "\",\"disabled\":false";
  }

  @Test
  void triggersAreManagedOverHttp() {
    assertThat(create(trigger("h", "every:1h"))).isEqualTo(new Answer(200, ""));
    assertThat(create(trigger("h", "every:1h")))
        .isEqualTo(new Answer(409, "attempted to create a resource that already exists"));
    assertThat(create(trigger("i", "every:1h").replace("\"db\":\"db\"", "\"db\":\"none\"")))
        .isEqualTo(new Answer(404, "Database not found none"));
    assertThat(create(trigger("i", "every:1h").replace("\"db\":\"db\"", "\"db\":\"_internal\"")).body())
        .isEqualTo("cannot modify internal db");
    assertThat(create(trigger("i", "every:1h").replace("any.py", "no.py")).body())
        .startsWith("Plugin error: reading plugin file: Plugin not found: ");
    assertThat(create(trigger("i", "every:1h") + ",\"trigger_arguments\":{\"a\":1}"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .satisfies(answer -> assertThat(answer.body()).startsWith("serde json error: "));
    assertThat(create("\"trigger_name\":\"i\"").body()).contains("missing field `db`");
    assertThat(create(trigger("r", "every:1h") + ",\"trigger_settings\":{\"run_async\":false,\"error_behavior\":\"Retry\"}").status())
        .isEqualTo(200);
    assertThat(server.sql("db", "SELECT error_behavior FROM system.processing_engine_triggers WHERE trigger_name = 'r'").body())
        .isEqualTo("[{\"error_behavior\":\"retry\"}]");
    assertThat(server.sql("db", "SELECT error_behavior, run_async FROM system.processing_engine_triggers WHERE trigger_name = 'h'").body())
        .isEqualTo("[{\"error_behavior\":\"log\",\"run_async\":false}]");
    assertThat(server.send("POST", TRIGGER, "{}", "Content-Type", "text/plain"))
        .isEqualTo(new Answer(415, "unacceptable content-type, expected: application/json"));

    String named = "?db=db&trigger_name=h";
    assertThat(server.send("DELETE", TRIGGER + named, "").body())
        .isEqualTo("Cannot delete running plugin h. Disable it first or use --force.");
    assertThat(server.send("POST", TRIGGER + "/enable" + named, "").status()).isEqualTo(200);
    assertThat(server.send("POST", TRIGGER + "/disable" + named, "").status()).isEqualTo(200);
    assertThat(server.send("POST", TRIGGER + "/disable" + named, "").status()).isEqualTo(200);
    assertThat(server.send("POST", TRIGGER + "/enable?db=db", ""))
        .isEqualTo(new Answer(400, "serde error: missing field `trigger_name`"));
    assertThat(server.send("POST", TRIGGER + "/disable?db=db&trigger_name=no", ""))
        .isEqualTo(new Answer(404, "the requested resource was not found: no"));
    assertThat(server.send("DELETE", TRIGGER, "{\"db\":\"db\",\"trigger_name\":\"h\"}", "Content-Type", "application/json").status())
        .isEqualTo(200);
    assertThat(server.send("DELETE", TRIGGER + "?db=db&trigger_name=r&force=true", "").status()).isEqualTo(200);
    assertThat(server.send("DELETE", TRIGGER + named, ""))
        .isEqualTo(new Answer(404, "the requested resource was not found: h"));
  }

  @Test
  void requestsReachThePluginAtTheirExactPath() {
    assertThat(create(trigger("q", "request:a")).status()).isEqualTo(200);
    Answer get = server.send("GET", "/api/v3/engine/a?x=1&x=2&y=b+c%21", "", "X-Some", "v");
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.json().at("/q/x").asText()).isEqualTo("2");
    assertThat(get.json().at("/q/y").asText()).isEqualTo("b c!");
    assertThat(get.json().at("/h/x-some").asText()).isEqualTo("v");
    assertThat(get.json().at("/h/authorization").isMissingNode()).isTrue();
    assertThat(get.json().at("/n").asInt()).isZero();
    assertThat(get.json().at("/a").isNull()).isTrue();
    assertThat(server.send("POST", "/api/v3/engine/a", "body").json().at("/n").asInt()).isEqualTo(4);
    for (String path : new String[] {"a/", "A", "%61", "nobody"}) {
      assertThat(server.send("GET", "/api/v3/engine/" + path, "")).as(path).isEqualTo(new Answer(404, "{error: \"not found\"}"));
    }
    assertThat(server.send("PUT", "/api/v3/engine/a", "").status()).isEqualTo(404);
    assertThat(server.send("DELETE", "/api/v3/engine/a", "").status()).isEqualTo(404);
    assertThat(server.send("POST", "/api/v3/engine/a", "x", "Content-Encoding", "br"))
        .isEqualTo(new Answer(400, "unacceptable content-encoding: br"));
    assertThat(create(trigger("second", "request:a")).status()).isEqualTo(409);
  }

  @Test
  void pluginsReadWhatTheyAndOthersWrote() {
    server.plugin("sql.py", """
        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            q = influxdb3_local.query
            line = LineBuilder("lb").tag("t", "a\\\\ b,c=d").string_field("s", 'q"\\\\\\nn').int64_field("a\\\\b", 1).time_ns(1)
            influxdb3_local.write_sync(line, no_sync=False)
            back = q("SELECT * FROM lb")[0]
            out = {}
            out["tag"] = back["t"] == "a\\\\ b,c=d"
            out["text"] = back["s"] == 'q"\\\\\\nn'
            out["key"] = back["a\\\\b"] == 1
            out["time"] = back["time"] == 1 and type(back["time"]) is int
            out["quoted"] = len(q("SELECT * FROM 'cpu'"))
            out["tables"] = sorted(q("SHOW TABLES")[0].keys())
            types = q("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $m", {"m": "cpu"})
            out["types"] = {row["column_name"]: row["data_type"] for row in types}
            out["nulls"] = q("SELECT host, w FROM cpu ORDER BY time")
            out["empty"] = q("SELECT * FROM cpu WHERE host = $h", {"h": "nobody"})
            out["bound"] = len(q("SELECT * FROM cpu WHERE host = $h", {"h": "a"}))
            out["nanos"] = len(q("SELECT * FROM cpu WHERE time >= to_timestamp_nanos(arrow_cast($p, 'Int64'))", {"p": "2"}))
            out["bins"] = len(q("SELECT DATE_BIN(INTERVAL '10 minutes', time, '1970-01-01T00:00:00Z') AS b FROM cpu"))
            try:
                q("SELECT foo FROM not_here")
            except Exception as e:
                out["error"] = type(e).__name__ + ": " + str(e)
            import threading
            thread = threading.Thread(target=lambda: out.update(thread=len(q("SELECT * FROM cpu"))))
            thread.start()
            thread.join()
            out["other"] = len(q("SELECT * FROM far", database="elsewhere"))
            return out
        """);
    server.write("db", "cpu,host=a v=1 1\ncpu,host=b v=2,w=3 2");
    server.write("elsewhere", "far v=1 1");
    assertThat(create(trigger("s", "request:sql").replace("any.py", "sql.py")).status()).isEqualTo(200);
    Answer answer = server.send("GET", "/api/v3/engine/sql", "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    for (String fact : new String[] {"tag", "text", "key", "time"}) {
      assertThat(answer.json().at("/" + fact).asBoolean()).as(fact).isTrue();
    }
    assertThat(answer.json().at("/quoted").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/tables").toString())
        .isEqualTo("[\"table_catalog\",\"table_name\",\"table_schema\",\"table_type\"]");
    assertThat(answer.json().at("/types/host").asText()).isEqualTo("Dictionary(Int32, Utf8)");
    assertThat(answer.json().at("/types/time").asText()).isEqualTo("Timestamp(ns)");
    assertThat(answer.json().at("/nulls").toString()).isEqualTo("[{\"host\":\"a\",\"w\":null},{\"host\":\"b\",\"w\":3.0}]");
    assertThat(answer.json().at("/empty").toString()).isEqualTo("[]");
    assertThat(answer.json().at("/bound").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/nanos").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/bins").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/error").asText()).isEqualTo(
        "QueryError: error: error while planning query: Error during planning: table 'public.iox.not_here' not found"
            + " executing query on db: SELECT foo FROM not_here");
    assertThat(answer.json().at("/thread").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/other").asInt()).isEqualTo(1);
  }

  @Test
  void aWritePluginSeesItsRowsInQueriesAndItsSynchronousWritesNeverLockUp() {
    server.plugin("echo.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            rows = [row for batch in table_batches for row in batch["rows"]]
            stored = influxdb3_local.query("SELECT count(*) AS n FROM src")[0]["n"]
            timed = all(isinstance(row["time"], int) and list(row)[-1] == "time" for row in rows)
            line = LineBuilder("echo").int64_field("rows", len(rows)).bool_field("seen", stored >= len(set(r["time"] for r in rows)))
            influxdb3_local.write_sync(line.bool_field("timed", timed), no_sync=False)
        """);
    server.program().run("create", "database", "sync");
    assertThat(create(trigger("e", "table:src").replace("any.py", "echo.py").replace("\"db\":\"db\"", "\"db\":\"sync\"")).status())
        .isEqualTo(200);
    assertThat(server.write("sync", "src v=1 7\nsrc v=1 7\nsrc v=2").status()).isEqualTo(204);
    server.await("sync", "SELECT sum(rows) AS n FROM echo", a -> a.status() == 200 && a.json().at("/0/n").asInt() == 3);
    for (int i = 0; i < 200; i++) {
      assertThat(server.write("sync", "src v=" + i + " " + (100 + i)).status()).isEqualTo(204);
    }
    server.await("sync", "SELECT sum(rows) AS n FROM echo", a -> a.status() == 200 && a.json().at("/0/n").asInt() == 203);
    assertThat(server.sql("sync", "SELECT count(*) AS n FROM echo WHERE NOT seen OR NOT timed").body()).isEqualTo("[{\"n\":0}]");
  }

  @Test
  void dryRunsTellWhatWouldHappen() {
    server.plugin("try.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            influxdb3_local.warn("careful")
            influxdb3_local.write(LineBuilder("late").int64_field("f", 1))
            influxdb3_local.write_sync(LineBuilder("first").int64_field("f", 1), no_sync=True)
            if args:
                raise ValueError("boom")

        def process_scheduled_call(influxdb3_local, call_time, args=None):
            pass
        """);
    Answer writes = test("wal", "\"filename\":\"try.py\",\"database\":\"unmade\",\"input_lp\":\"cpu v=1 1\"");
    assertThat(writes.json().at("/log_lines").toString())
        .startsWith("[\"INFO: starting execution of wal plugin.\",\"WARN: careful\",\"INFO: finished execution in ");
    assertThat(writes.json().at("/database_writes").toString()).isEqualTo("{\"unmade\":[\"first f=1i\",\"late f=1i\"]}");
    assertThat(writes.json().at("/errors").toString()).isEqualTo("[]");
    assertThat(server.sql("unmade", "SELECT 1").status()).isEqualTo(404);
    Answer failed =
        test("wal", "\"filename\":\"try.py\",\"database\":\"db\",\"input_lp\":\"cpu v=1 1\",\"input_arguments\":{\"x\":\"y\"}");
    assertThat(failed.json().at("/errors/0").asText()).isEqualTo("error executing plugin: ValueError: boom");
    assertThat(failed.json().at("/log_lines/1").asText()).isEqualTo("WARN: careful");
    assertThat(test("wal", "\"filename\":\"try.py\",\"database\":\"db\",\"input_lp\":\"cpu\"").json().at("/errors").size()).isOne();
    assertThat(test("schedule", "\"filename\":\"try.py\",\"database\":\"db\"").json().at("/trigger_time").asText()).endsWith("Z");
    assertThat(test("schedule", "\"filename\":\"try.py\",\"database\":\"db\",\"schedule\":\"0 8 * * *\"").json().at("/errors/0").asText())
        .startsWith("invalid cron syntax: ");
    assertThat(test("schedule", "\"filename\":\"try.py\",\"database\":\"db\",\"schedule\":\"0 0 0 30 2 *\"").json().at("/errors/0").asText())
        .isEqualTo("cron schedule never triggers: 0 0 0 30 2 *");
    assertThat(test("schedule", "\"filename\":\"try.py\",\"database\":\"none\"").json().at("/errors/0").asText())
        .isEqualTo("couldn't find db");
    assertThat(test("wal", "\"filename\":\"no.py\",\"database\":\"db\",\"input_lp\":\"x\"").body()).contains("Plugin not found");
    Program.Ran request = server.program().run("test", "request_plugin", "-d", "db", "--query", "a=1", "--headers", "x-a=b",
        "--body", "four", "--input-arguments", "k=v", "any.py");
    assertThat(request.out()).as(request.err()).contains("\"status\": 200", "\\\"a\\\": \\\"1\\\"", "\\\"n\\\": 4");
  }

  private static Answer test(String kind, String members) {
    return server.send("POST", "/api/v3/plugin_test/" + kind, "{" + members + "}", "Content-Type", "application/json");
  }

  @Test
  void commandsSayWhatTheyDid() {
    Program program = server.program();
    assertThat(program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:90s", "--path", "any.py", "c").out())
        .isEqualTo("Trigger c created successfully\n");
    assertThat(server.sql("db", "SELECT trigger_specification AS s FROM system.processing_engine_triggers WHERE trigger_name = 'c'").body())
        .contains("\\\"secs\\\":90");
    Program.Ran bad = program.run("create", "trigger", "-d", "db", "--trigger-spec", "foo", "--path", "any.py", "d");
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.err()).contains("invalid value 'foo'", "failed to parse trigger from foo: expect one of");
    Program.Ran none = program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:1h", "d");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("Either --path or --plugin-filename must be provided");
    assertThat(program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:1h", "--path", "a", "--plugin-filename", "b", "d")
        .status()).isEqualTo(2);
    assertThat(program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:1h", "--upload", "--path", "gone.py", "d").err())
        .contains("File not found: gone.py");
    Program.Ran refused = program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:1h", "--path", "any.py", "c");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("Failed to create trigger: ", "Create command failed: ");
    Program.Ran running = program.run("delete", "trigger", "-d", "db", "c");
    assertThat(running.status()).isEqualTo(1);
    assertThat(running.err()).contains("Cannot delete running plugin c. Disable it first or use --force.");
    assertThat(program.run("disable", "trigger", "-d", "db", "c").out()).isEqualTo("Trigger c disabled successfully\n");
    assertThat(program.run("enable", "trigger", "-d", "db", "c").out()).isEqualTo("Trigger c enabled successfully\n");
    assertThat(program.run("delete", "trigger", "-d", "db", "--force", "c").out()).isEqualTo("Trigger c deleted successfully\n");
    Program.Ran lines = program.run("test", "wal_plugin", "-d", "db", "any.py");
    assertThat(lines.status()).isEqualTo(1);
    assertThat(lines.err()).contains("either --lp or --file must be provided");
    Program.Ran report = program.run("test", "wal_plugin", "-d", "db", "--lp", "no line", "any.py");
    assertThat(report.status()).isZero();
    assertThat(report.out()).startsWith("{\n  \"");
    assertThat(program.run("install", "package").status()).isEqualTo(2);
    program.run("create", "trigger", "-d", "db", "--trigger-spec", "every:1h", "--path", "any.py", "u");
    Program.Ran updated = program.run("update", "trigger", "-d", "db", "-t", "u", "--trigger-spec", "every:2h",
        "--trigger-arguments", "a=1", "--run-asynchronous", "true");
    assertThat(updated.out()).as(updated.err()).isEqualTo("Trigger 'u' updated successfully\n");
    assertThat(server.sql("db", "SELECT specification, run_async FROM system.processing_engine_trigger_status WHERE trigger_name = 'u'").body())
        .isEqualTo("[{\"specification\":\"every:2h\",\"run_async\":true}]");
    assertThat(program.run("update", "trigger", "-d", "db", "-t", "u").status()).isEqualTo(2);
  }
}
