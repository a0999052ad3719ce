package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import millrace.endtoend.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input gets a clear answer, and nothing is lost or half done.
class BadInputTest {
  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aBrokenLineIsNamedAndTheGoodOnesAreStored() {
    Answer answer = server.write("lines", "good v=1 1\nbroken v= 2\nfine v=3 3");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("partial write of line protocol occurred");
    assertThat(answer.json().at("/data/0/line_number").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/data/0/original_line").asText()).startsWith("broken v= 2");
    assertThat(server.sql("lines", "SELECT count(*) AS n FROM good").body()).isEqualTo("[{\"n\":1}]");
    assertThat(server.sql("lines", "SELECT count(*) AS n FROM fine").body()).isEqualTo("[{\"n\":1}]");
    assertThat(server.sql("lines", "SELECT * FROM broken").status()).isEqualTo(400);
  }

  @Test
  void withoutPartialWritesABrokenLineStoresNothing() {
    Answer answer = server.send("POST", "/api/v3/write_lp?db=whole&accept_partial=false", "good v=1 1\nbroken v= 2");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("line protocol parsing error");
    assertThat(server.sql("whole", "SELECT * FROM good").status()).isNotEqualTo(200);
  }

  @Test
  void aWrongTypeIsRefusedAndTheColumnStays() {
    assertThat(server.write("types", "m v=1 1").status()).isEqualTo(204);
    Answer answer = server.write("types", "m v=\"text\",other=1 2");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(
        "invalid column type for column 'v', expected iox::column_type::field::float, got iox::column_type::field::string");
    assertThat(server.sql("types", "SELECT * FROM m").body())
        .isEqualTo("[{\"time\":\"1970-01-01T00:00:00.000000001\",\"v\":1.0}]");
  }

  @Test
  void anUnknownDatabaseIsNamed() {
    assertThat(server.sql("nowhere", "SELECT 1")).isEqualTo(
        new Answer(404, "{\"error\":\"query error: database not found: nowhere\"}"));
    assertThat(server.influxql("nowhere", "SELECT v FROM m").body()).contains("database not found: nowhere");
  }

  @Test
  void aWrongTokenIsRefusedBeforeAnythingElse() {
    for (String header : new String[] {"Bearer apiv3_wrong", "Bearer ", "Token nonsense", "nonsense"}) {
      Answer answer = server.send("POST", "/api/v3/write_lp?db=secret", "m v=1 1", "Authorization", header);
      assertThat(answer.status()).as(header).isIn(400, 401);
    }
    assertThat(server.send("GET", "/nowhere", "", "Authorization", "Bearer wrong").status()).isEqualTo(401);
    assertThat(server.sql("secret", "SELECT 1").status()).isEqualTo(404);
  }

  @Test
  void aPathThatLeavesThePluginDirectoryIsRefused() {
    server.program().run("create", "database", "paths");
    for (String path : new String[] {"../evil.py", "/etc/passwd", "a/../../evil.py"}) {
      Program.Ran ran = server.program().run(
          "create", "trigger", "--database", "paths", "--trigger-spec", "every:1h", "--path", path, "t");
      assertThat(ran.status()).as(path).isEqualTo(1);
      assertThat(ran.err()).startsWith("Failed to create trigger: ").contains("Create command failed: ");
    }
    assertThat(server.sql("paths", "SELECT count(*) AS n FROM system.processing_engine_triggers").body())
        .isEqualTo("[{\"n\":0}]");
  }

  @Test
  void aPluginWithASyntaxErrorFailsAloneAndSaysWhere() {
    server.plugin("broken.py", "def process_writes(influxdb3_local, table_batches, args=None)\n    pass\n");
    server.program().run("create", "database", "syntax");
    Program.Ran test = server.program().run("test", "wal_plugin", "--database", "syntax", "--lp", "m v=1", "broken.py");
    assertThat(test.status()).isZero();
    assertThat(test.out()).contains("SyntaxError");
    Program.Ran created = server.program().run(
        "create", "trigger", "--database", "syntax", "--trigger-spec", "all_tables", "--path", "broken.py", "t");
    assertThat(created.status()).as(created.err()).isZero();
    assertThat(server.write("syntax", "m v=1 1").status()).isEqualTo(204);
    Answer logged = server.await("syntax",
        "SELECT log_text FROM system.processing_engine_logs WHERE log_text LIKE '%SyntaxError%' LIMIT 1",
        answer -> answer.body().contains("SyntaxError"));
    assertThat(logged.status()).isEqualTo(200);
    assertThat(server.sql("syntax", "SELECT count(*) AS n FROM m").body()).isEqualTo("[{\"n\":1}]");
  }
}
