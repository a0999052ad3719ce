package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// InfluxQL where it meets the write path and the store.
class InfluxQlTest {
  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.open(folder);
    server.influxql("db", "CREATE DATABASE db");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String ask(String query) {
    return server.send("POST", "/query?db=db&q=" + TestServer.encode(query), "").body();
  }

  @Test
  void intoSaysWhichPointsWereRefused() {
    server.send("POST", "/write?db=db", "cpu v=1 1\ntext s=\"x\" 1\ntext s=\"y\" 2");
    assertThat(ask("SELECT v INTO out FROM cpu")).contains("\"columns\":[\"time\",\"written\"]");
    assertThat(ask("SELECT s AS v INTO out FROM text")).contains(
        "partial write: field type conflict: input field \\\"v\\\" on measurement \\\"out\\\" is type string,"
            + " already exists as type float dropped=2");
  }

  @Test
  void aNameThatIsNotThereSelectsNothingBesideANumber() {
    server.send("POST", "/write?db=db", "lonely v=1 1");
    assertThat(ask("SELECT v FROM lonely WHERE nothing != 100")).isEqualTo("{\"results\":[{\"statement_id\":0}]}\n");
    assertThat(ask("SELECT v FROM lonely WHERE nothing != 'x'")).contains("lonely");
  }

  @Test
  void fieldKeysListAFieldsTypesByName() {
    server.send("POST", "/write?db=db", "mixed v=1 1420416000000000000");
    server.send("POST", "/write?db=db", "mixed v=true 1421020800000000000");
    assertThat(ask("SHOW FIELD KEYS FROM mixed")).contains("[[\"v\",\"boolean\"],[\"v\",\"float\"]]");
  }
}
