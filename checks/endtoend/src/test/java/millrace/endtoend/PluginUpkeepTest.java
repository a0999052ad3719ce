package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Triggers over their life: code that is uploaded and replaced, tables that go and come, restarts.
class PluginUpkeepTest {
  @TempDir
  Path folder;

  @Test
  void aFolderIsUploadedAndReplaced() throws IOException {
    try (TestServer server = TestServer.open(folder)) {
      server.program().run("create", "database", "up");
      Path plugin = Files.createDirectories(folder.resolve("local").resolve("pack"));
      Files.writeString(plugin.resolve("__init__.py"), "from .part import WORD\n\n\n"
          + "def process_request(influxdb3_local, query, headers, body, args=None):\n    return WORD\n");
      Files.writeString(plugin.resolve("part.py"), "WORD = 'one'\n");
      Program.Ran created = server.program().run(
          "create", "trigger", "-d", "up", "--trigger-spec", "request:up", "--path", plugin.toString(), "--upload", "t");
      assertThat(created.out()).as(created.err()).isEqualTo("Trigger t created successfully\n");
      assertThat(server.send("GET", "/api/v3/engine/up", "").body()).isEqualTo("one");
      Files.writeString(plugin.resolve("part.py"), "WORD = 'two'\n");
      Program.Ran updated = server.program().run("update", "trigger", "-d", "up", "-t", "t", "-p", plugin.toString());
      assertThat(updated.out()).as(updated.err())
          .isEqualTo("Trigger 't' updated successfully (atomic directory replacement)\n");
      assertThat(server.send("GET", "/api/v3/engine/up", "").body()).isEqualTo("two");

      Path single = Files.writeString(folder.resolve("single.py"), "def process_request(a, q, h, b, c):\n    return '1'\n");
      server.program().run(
          "create", "trigger", "-d", "up", "--trigger-spec", "request:one", "--path", single.toString(), "--upload", "s");
      assertThat(server.send("GET", "/api/v3/engine/one", "").body()).isEqualTo("1");
      Files.writeString(single, "def process_request(a, q, h, b, c):\n    return '2'\n");
      assertThat(server.program().run("update", "trigger", "-d", "up", "-t", "s", "-p", single.toString()).out())
          .isEqualTo("Trigger 's' updated successfully\n");
      assertThat(server.send("GET", "/api/v3/engine/one", "").body()).isEqualTo("2");
    }
  }

  @Test
  void aTableThatIsMadeAnewReachesItsTriggerAndWhatAStartReplaysDoesNot() {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms")) {
      server.plugin("note.py", """
          import uuid

          def process_writes(influxdb3_local, table_batches, args=None):
              for batch in table_batches:
                  for row in batch["rows"]:
                      line = LineBuilder("noted").tag("delivery", str(uuid.uuid4())).int64_field("v", row["v"])
                      influxdb3_local.write_to_db("notes", line)
          """);
      server.program().run("create", "database", "life");
      server.program().run("create", "database", "notes");
      server.program().run("create", "trigger", "-d", "life", "--trigger-spec", "table:a", "--path", "note.py", "t");
      server.write("life", "a v=1i 1");
      awaitNoted(server, 1);
      assertThat(server.send("DELETE", "/api/v3/configure/table?db=life&table=a", "").status()).isEqualTo(200);
      server.write("life", "b v=10i 1");
      server.write("life", "a v=2i 2");
      awaitNoted(server, 2);
      server.kill();
      server.start();
      server.write("life", "a v=3i 3");
      awaitNoted(server, 3);
    }
  }

  /// Each delivery of a row is a row of its own.
  private static void awaitNoted(TestServer server, int count) {
    server.await("notes", "SELECT count(*) AS n FROM noted", answer -> answer.body().equals("[{\"n\":" + count + "}]"));
  }
}
