package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nobody who may read a query's text reads a password in it.
class SecretsTest {
  private static final String WORD = "hushhush";
  private static final List<String> STATEMENTS = List.of(
      "CREATE USER u WITH PASSWORD 'hushhush'",
      "SHOW DATABASES; SET PASSWORD FOR u = 'hushhush'; SELECT v FROM m",
      "CREATE SUBSCRIPTION s ON d.autogen DESTINATIONS ALL 'http://me:hushhush@127.0.0.1:1', 'http://hushhush@127.0.0.1:1'");

  private final GuardedServer server = new GuardedServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void thePasswordsOfStatementsAreNotKeptWithQueries() {
    server.as(server.operator, "POST", "/api/v3/write_lp?db=d", "m v=1 1");
    for (String text : STATEMENTS) {
      assertThat(server.v1(server.operator, "d", text).body()).as(text).doesNotContain("\"error\"");
    }
    server.v1(server.operator, "d", "DROP SUBSCRIPTION s ON d.autogen; DROP USER u");
    server.influxql(server.operator, "d", STATEMENTS.getFirst());
    server.sql(server.operator, "d", "create user u with password 'hushhush' with all privileges");
    server.sql(server.operator, "d", "Set  Password For \"a\" ='it\\'s hushhush");
    HttpResponse<String> kept = server.sql(server.operator, "d", "SELECT query_text FROM system.queries");
    assertThat(kept.body()).doesNotContain(WORD)
        .contains("CREATE USER u WITH PASSWORD [REDACTED]")
        .contains("SHOW DATABASES;\nSET PASSWORD FOR u = [REDACTED];\nSELECT v FROM m")
        .contains("'http://[REDACTED]@127.0.0.1:1', 'http://[REDACTED]@127.0.0.1:1'");
  }

  @Test
  void otherTextsAreKeptAsTheyCame() {
    server.as(server.operator, "POST", "/api/v3/write_lp?db=d", "m v=1 1");
    String text = "select  v from m where t = 'http://a:b@c'";
    server.v1(server.operator, "d", text);
    server.influxql(server.operator, "d", text);
    assertThat(server.sql(server.operator, "d", "SELECT count(*) AS n FROM system.queries WHERE query_text = '"
        + text.replace("'", "''") + "'").body()).isEqualTo("n\n2\n");
  }
}
