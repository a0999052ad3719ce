package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import millrace.endtoend.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// User plugins in real workers: each kind of trigger, arguments, cache, several files, and plugins that misbehave.
class PluginTest {
  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder, "--wal-flush-interval", "100ms");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void trigger(String database, String spec, String path, String name, String... more) {
    server.program().run("create", "database", database);
    String[] words = new String[9 + more.length];
    System.arraycopy(
        new String[] {"create", "trigger", "-d", database, "--trigger-spec", spec, "--path", path}, 0, words, 0, 8);
    System.arraycopy(more, 0, words, 8, more.length);
    words[words.length - 1] = name;
    Program.Ran ran = server.program().run(words);
    assertThat(ran.out()).as(ran.err()).isEqualTo("Trigger " + name + " created successfully\n");
  }

  @Test
  void aWritePluginSeesRowsAndWritesBack() {
    server.plugin("double.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            for batch in table_batches:
                for row in batch["rows"]:
                    line = LineBuilder("doubled").tag("room", row["room"]).float64_field("v", row["v"] * float(args["by"]))
                    influxdb3_local.write(line.time_ns(row["time"]))
                influxdb3_local.info("saw", len(batch["rows"]), "rows of", batch["table_name"])
        """);
    trigger("double", "table:home", "double.py", "t", "--trigger-arguments", "by=2");
    server.write("double", "home,room=a v=1 1\nhome,room=b v=2 2\nother,room=c v=3 3");
    server.await("double", "SELECT room, v FROM doubled ORDER BY time",
        answer -> answer.body().equals("[{\"room\":\"a\",\"v\":2.0},{\"room\":\"b\",\"v\":4.0}]"));
    server.await("double", "SELECT log_text FROM system.processing_engine_logs WHERE log_text LIKE '%saw 2 rows of home%'",
        answer -> answer.body().contains("saw 2 rows of home"));
  }

  @Test
  void aScheduledPluginKeepsStateAndQueries() {
    server.plugin("tick.py", """
        def process_scheduled_call(influxdb3_local, call_time, args=None):
            runs = influxdb3_local.cache.get("runs", default=0) + 1
            influxdb3_local.cache.put("runs", runs)
            seen = influxdb3_local.query("SELECT sum(v) AS s FROM input")
            influxdb3_local.write(LineBuilder("ticks").int64_field("runs", runs).float64_field("s", seen[0]["s"]))
        """);
    server.program().run("create", "database", "tick");
    server.write("tick", "input v=1.5 1\ninput v=2 2");
    trigger("tick", "every:1s", "tick.py", "t");
    server.await("tick", "SELECT max(runs) AS n, max(s) AS s FROM ticks",
        answer -> answer.status() == 200 && answer.json().at("/0/n").asInt() >= 2
            && answer.json().at("/0/s").asDouble() == 3.5);
  }

  @Test
  void aRequestPluginAnswersLikeFlask() {
    server.plugin("echo.py", """
        import json

        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            if query_parameters.get("fail"):
                raise ValueError("as asked")
            if query_parameters.get("teapot"):
                return "short and stout", 418, {"X-Pot": "tea"}
            influxdb3_local.write_sync(LineBuilder("calls").int64_field("n", 1), no_sync=False)
            body = json.loads(request_body) if request_body else None
            return {"parameters": query_parameters, "body": body, "agent": request_headers.get("x-agent")}
        """);
    trigger("echo", "request:echo", "echo.py", "t");
    Answer answer = server.send("POST", "/api/v3/engine/echo?a=1", "{\"b\":[2]}", "X-Agent", "me");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/parameters/a").asText()).isEqualTo("1");
    assertThat(answer.json().at("/body/b/0").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/agent").asText()).isEqualTo("me");
    assertThat(server.sql("echo", "SELECT n FROM calls").body()).isEqualTo("[{\"n\":1}]");
    assertThat(server.send("GET", "/api/v3/engine/echo?teapot=1", "")).isEqualTo(new Answer(418, "short and stout"));
    Answer failed = server.send("GET", "/api/v3/engine/echo?fail=1", "");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).contains("as asked");
    assertThat(server.send("GET", "/api/v3/engine/nobody", "").status()).isEqualTo(404);
  }

  @Test
  void aRequestPluginStreamsItsBody() {
    server.plugin("stream.py", """
        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            def parts():
                for i in range(3):
                    influxdb3_local.write(LineBuilder("parts").int64_field("n", i).time_ns(i))
                    yield f"data: {i}\\n\\n"
                if query_parameters.get("fail"):
                    raise ValueError("half way")
            return parts(), 200, {"Content-Type": "text/event-stream"}
        """);
    trigger("stream", "request:stream", "stream.py", "t");
    assertThat(server.send("GET", "/api/v3/engine/stream", ""))
        .isEqualTo(new Answer(200, "data: 0\n\ndata: 1\n\ndata: 2\n\n"));
    assertThat(server.sql("stream", "SELECT count(*) AS n FROM parts").body()).isEqualTo("[{\"n\":3}]");
    assertThatThrownBy(() -> server.send("GET", "/api/v3/engine/stream?fail=1", "")).hasRootCauseInstanceOf(IOException.class);
    server.await("stream", "SELECT log_text FROM system.processing_engine_logs WHERE log_text LIKE '%half way%'",
        answer -> answer.body().contains("half way"));
  }

  @Test
  void aPluginQueriesInfluxQlAndColumns() {
    server.plugin("ask.py", """
        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            try:
                return influxdb3_local.query(query_parameters["q"], language="influxql", form="columns")
            except Exception as refused:
                return str(refused), 400
        """);
    trigger("ask", "request:ask", "ask.py", "t");
    server.write("ask", "cpu,host=a v=1 1\ncpu,host=b v=2 2");
    assertThat(server.send("GET", "/api/v3/engine/ask?q=SELECT+max(v)+FROM+cpu+GROUP+BY+host", "").body()).isEqualTo(
        "{\"iox::measurement\": [\"cpu\", \"cpu\"], \"time\": [1, 2], \"host\": [\"a\", \"b\"], \"max\": [1.0, 2.0]}");
    Answer refused = server.send("GET", "/api/v3/engine/ask?q=DROP+MEASUREMENT+cpu", "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("This feature is not implemented: DROP MEASUREMENT");
    assertThat(server.sql("ask", "SELECT count(*) AS n FROM cpu").body()).isEqualTo("[{\"n\":2}]");
  }

  @Test
  void aPluginOfSeveralFilesImportsItsOwn() {
    server.plugin("several/__init__.py", """
        from .words import greeting

        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            return {"text": greeting(args["name"])}
        """);
    server.plugin("several/words.py", "def greeting(name):\n    return 'hello ' + name\n");
    trigger("several", "request:several", "several", "t", "--trigger-arguments", "name=mill");
    assertThat(server.send("GET", "/api/v3/engine/several", "").body()).contains("hello mill");
    server.plugin("several/words.py", "def greeting(name):\n    return 'goodbye ' + name\n");
    assertThat(server.send("GET", "/api/v3/engine/several", "").body()).contains("goodbye mill");
  }

  @Test
  void cronAndAllTablesRun() {
    server.plugin("cron.py", """
        def process_scheduled_call(influxdb3_local, call_time, args=None):
            influxdb3_local.write(LineBuilder("cron").string_field("at", call_time.isoformat()))
        """);
    server.plugin("all.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            for batch in table_batches:
                if batch["table_name"] != "seen":
                    influxdb3_local.write(LineBuilder("seen").tag("name", batch["table_name"]).int64_field("n", len(batch["rows"])))
        """);
    trigger("cron", "cron:* * * * * *", "cron.py", "c");
    trigger("cron", "all_tables", "all.py", "a");
    server.await("cron", "SELECT count(*) AS n FROM seen WHERE name = 'cron'",
        answer -> answer.status() == 200 && answer.json().at("/0/n").asInt() >= 2);
  }

  @Test
  void aPluginThatMisbehavesLeavesTheServerAnswering() {
    server.plugin("evil.py", """
        import os, sys, ctypes

        def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
            how = query_parameters["how"]
            if how == "exit":
                os._exit(7)
            if how == "sysexit":
                sys.exit(3)
            if how == "segfault":
                ctypes.string_at(0)
            if how == "abort":
                os.abort()
            if how == "recursion":
                def again(n):
                    return again(n + 1)
                again(0)
            if how == "kill":
                os.kill(os.getpid(), 9)
            if how == "memory":
                held = []
                while True:
                    held.append(bytearray(50_000_000))
            return {"how": how}
        """);
    trigger("evil", "request:evil", "evil.py", "t");
    for (String how : new String[] {"exit", "sysexit", "segfault", "abort", "recursion", "kill"}) {
      Answer answer = server.send("GET", "/api/v3/engine/evil?how=" + how, "");
      assertThat(answer.status()).as(how + ": " + answer.body()).isEqualTo(500);
      assertStillWorks(how);
    }
  }

  private static void assertStillWorks(String after) {
    assertThat(server.write("evil", "m v=1 1").status()).as("write after " + after).isEqualTo(204);
    assertThat(server.sql("evil", "SELECT count(*) AS n FROM m").status()).as("query after " + after).isEqualTo(200);
    Answer fine = server.send("GET", "/api/v3/engine/evil?how=nothing", "");
    assertThat(fine.body()).as("call after " + after).contains("nothing");
  }

  @Test
  void anEndlessLoopBlocksNobodyElse() {
    server.plugin("loop.py", """
        def process_writes(influxdb3_local, table_batches, args=None):
            influxdb3_local.info("looping")
            while True:
                pass
        """);
    trigger("loop", "all_tables", "loop.py", "t");
    server.write("loop", "m v=1 1");
    server.await("loop", "SELECT log_text FROM system.processing_engine_logs WHERE log_text LIKE '%looping%'",
        answer -> answer.body().contains("looping"));
    for (int i = 2; i < 50; i++) {
      assertThat(server.write("loop", "m v=1 " + i).status()).isEqualTo(204);
    }
    assertThat(server.sql("loop", "SELECT count(*) AS n FROM m").body()).isEqualTo("[{\"n\":49}]");
    Program.Ran disabled = server.program().run("disable", "trigger", "-d", "loop", "t");
    assertThat(disabled.out()).as(disabled.err()).isEqualTo("Trigger t disabled successfully\n");
    assertThat(server.program().run("delete", "trigger", "-d", "loop", "t").out()).isEqualTo("Trigger t deleted successfully\n");
  }

  @Test
  void triggersSurviveARestart(@TempDir Path own) {
    try (TestServer other = TestServer.open(own, "--wal-flush-interval", "100ms")) {
      other.plugin("hi.py", """
          def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
              return {"hi": args["who"]}
          """);
      other.program().run("create", "database", "db");
      other.program().run("create", "trigger", "-d", "db", "--trigger-spec", "request:hi", "--path", "hi.py",
          "--trigger-arguments", "who=you", "t");
      assertThat(other.send("GET", "/api/v3/engine/hi", "").body()).contains("you");
      other.kill();
      other.start();
      assertThat(other.send("GET", "/api/v3/engine/hi", "").body()).contains("you");
      assertThat(other.program().run("show", "summary", "--database", "db").out())
          .contains("processing_engine_triggers summary:").contains("{\"request_path\":{\"path\":\"hi\"}}");
      assertThat(other.program().run("show", "plugins").out()).contains("hi.py");
    }
  }
}
