package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Write triggers that see every flush, whatever is killed; history and events run again; what commands tell of them.
class DeliveryTest {
  private static final String COPY = """
      import os, time, uuid

      def process_writes(influxdb3_local, table_batches, args=None):
          if os.path.exists(args["block"]):
              influxdb3_local.info("blocked")
              time.sleep(3600)
          for batch in table_batches:
              for row in batch["rows"]:
                  if row["v"] == 4 and not os.path.exists(args["died"]):
                      open(args["died"], "w").close()
                      os.kill(os.getpid(), 9)
                  influxdb3_local.write(LineBuilder("seen").tag("call", uuid.uuid4().hex).int64_field("v", row["v"]))
      """;

  @TempDir
  Path folder;

  @Test
  void everyFlushReachesThePluginOverKillsOfServerAndWorkerAndTimesItWasDisabled() throws IOException {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms", "--disable-package-management")) {
      Path block = folder.resolve("block");
      server.plugin("copy.py", COPY);
      server.program().run("create", "database", "d");
      Program.Ran created = server.program().run("create", "trigger", "-d", "d", "--trigger-spec", "table:m", "--path",
          "copy.py", "--delivery", "at-least-once", "--error-behavior", "retry", "--trigger-arguments",
          "block=" + block + ",died=" + folder.resolve("died"), "t");
      assertThat(created.out()).as(created.err()).isEqualTo("Trigger t created successfully\n");
      write(server, 1);
      seen(server, 1);

      Files.createFile(block);
      write(server, 2);
      server.await("d", "SELECT log_text FROM system.processing_engine_logs WHERE log_text = 'blocked'",
          answer -> answer.body().contains("blocked"));
      write(server, 3);
      server.kill();
      Files.delete(block);
      server.start();
      seen(server, 2);
      seen(server, 3);

      write(server, 4);
      seen(server, 4);
      assertThat(server.sql("d", "SELECT count(*) AS n FROM system.processing_engine_runs WHERE error LIKE '%signal 9%'").body())
          .isEqualTo("[{\"n\":1}]");

      server.program().run("disable", "trigger", "-d", "d", "t");
      write(server, 5);
      server.kill();
      server.start();
      server.program().run("enable", "trigger", "-d", "d", "t");
      seen(server, 5);
      assertThat(server.sql("d", "SELECT v, count(*) AS n FROM seen GROUP BY v ORDER BY v").body())
          .isEqualTo("[{\"v\":1,\"n\":1},{\"v\":2,\"n\":1},{\"v\":3,\"n\":1},{\"v\":4,\"n\":1},{\"v\":5,\"n\":1}]");
    }
  }

  @Test
  void historyAndFailedEventsRunAgainAndCommandsShowIt() {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms", "--disable-package-management")) {
      Program program = server.program();
      server.plugin("double.py", """
          def process_writes(influxdb3_local, table_batches, args=None):
              for batch in table_batches:
                  for row in batch["rows"]:
                      if row["v"] < 0:
                          raise ValueError("below zero")
                      line = LineBuilder("doubled").int64_field("v", row["v"] * 2).time_ns(row["time"])
                      influxdb3_local.write(line)
          """);
      server.plugin("tick.py", """
          def process_scheduled_call(influxdb3_local, call_time, args=None):
              influxdb3_local.info("ticked")
              influxdb3_local.write(LineBuilder("ticks").int64_field("n", 1))
          """);
      program.run("create", "database", "d");
      StringBuilder lines = new StringBuilder();
      for (int i = 1; i <= 500; i++) {
        lines.append("m v=").append(i).append("i ").append(i * 1_000_000_000L).append('\n');
      }
      server.write("d", lines.toString());
      program.run("create", "trigger", "-d", "d", "--trigger-spec", "table:m", "--path", "double.py", "--disabled", "t");

      Program.Ran dry = program.run("replay", "trigger", "t", "-d", "d", "--dry-run");
      assertThat(dry.out()).as(dry.err()).startsWith("d: doubled v=2i 1000000000\n")
          .contains("500 rows", "500 lines not written (dry run)");
      assertThat(server.sql("d", "SELECT count(*) AS n FROM doubled").status()).isNotEqualTo(200);
      Program.Ran real = program.run("replay", "trigger", "t", "-d", "d", "--from", "1970-01-01T00:01:40Z", "--to", "200000000000");
      assertThat(real.out()).as(real.err()).contains("100 rows", "0 failed, 100 lines written");
      assertThat(server.sql("d", "SELECT count(*) AS n, min(v) AS a, max(v) AS b FROM doubled").body())
          .isEqualTo("[{\"n\":100,\"a\":200,\"b\":398}]");
      assertThat(program.run("show", "replays", "--format", "json").out()).contains("\"state\":\"finished\"");
      assertThat(program.run("replay", "trigger", "t", "-d", "d", "--from", "yesterday").err())
          .contains("'from' is not a time: 'yesterday'");

      program.run("create", "trigger", "-d", "d", "--trigger-spec", "every:1h", "--path", "tick.py", "s");
      assertThat(program.run("run", "trigger", "s", "-d", "d").out()).matches("Trigger s ran in \\d+ ms and wrote 1 lines\n");
      assertThat(program.run("logs", "trigger", "s", "-d", "d").out()).contains(" INFO ticked\n");
      assertThat(program.run("run", "trigger", "t", "-d", "d").err()).contains("is not a scheduled one");

      program.run("create", "trigger", "-d", "d", "--trigger-spec", "table:bad", "--path", "double.py", "--delivery",
          "at-least-once", "x");
      server.write("d", "bad v=-1i 1");
      server.await("d", "SELECT id FROM system.processing_engine_dead_letters", answer -> answer.body().equals("[{\"id\":1}]"));
      assertThat(program.run("show", "dead-letters").out()).contains("ValueError: below zero");
      Program.Ran again = program.run("replay", "dead-letters", "-d", "d", "--trigger", "x");
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.err()).contains("dead letter 1: ValueError: below zero");
      server.plugin("double.py", "def process_writes(influxdb3_local, table_batches, args=None):\n    pass\n");
      assertThat(program.run("replay", "dead-letters", "-d", "d", "--trigger", "x").out())
          .isEqualTo("1 dead letters of trigger x ran successfully, 0 left\n");

      assertThat(program.run("show", "triggers", "--format", "json").out())
          .contains("\"trigger_name\":\"t\"", "\"state\":\"disabled\"", "\"delivery\":\"at-least-once\"");
      assertThat(server.send("GET", "/metrics", "").body())
          .contains("influxdb3_trigger_runs_total{database=\"d\",trigger=\"x\",type=\"WalRows\"} 1\n")
          .contains("influxdb3_trigger_failures_total{database=\"d\",trigger=\"x\",type=\"WalRows\"} 1\n");
      assertThat(server.sql("d", "SELECT count(*) AS n FROM system.processing_engine_runs WHERE peak_memory_bytes > 1000000").json()
          .at("/0/n").asInt()).isPositive();
    }
  }

  private static void write(TestServer server, int value) {
    assertThat(server.write("d", "m v=" + value + "i " + value).status()).isEqualTo(204);
  }

  private static void seen(TestServer server, int value) {
    server.await("d", "SELECT v FROM seen WHERE v = " + value, answer -> answer.body().equals("[{\"v\":" + value + "}]"));
  }
}
