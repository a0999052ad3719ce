package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that may do only what their permissions say, on a whole server.
class LimitedTokensTest {
  private static final String FORBIDDEN = "{\"error\": \"requestor is forbidden from requested resource\"}";

  @TempDir Path plugins;
  private GuardedServer server;
  private String reader;
  private String writer;

  @BeforeEach
  void open() {
    server = new GuardedServer("--plugin-dir", plugins.toString());
    reader = server.limited("reader", "a,b:read", "b:write");
    writer = server.limited("writer", "a:write");
    for (String database : List.of("a", "b", "c")) {
      write(server.operator, database);
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theyAreListedWithWhatTheyMay() {
    assertThat(server.sql(server.operator, "_internal", "SELECT name, permissions FROM system.tokens ORDER BY name").body())
        .isEqualTo("name,permissions\n_admin,*:*:*\nreader,\"db:a,b:read;db:b:write\"\nwriter,db:a:write\n");
  }

  @Test
  void requestsThatMakeNoSenseAreRefused() {
    assertAnswer(server.createLimited("reader", "a:read"), 409, "token name already exists, reader");
    assertAnswer(server.createLimited("_admin", "a:read"), 400, "a token with permissions needs a name other than _admin");
    assertAnswer(server.createLimited("x", "a:admin"), 400,
        "invalid action 'admin' in a permission, expected read or write");
    assertThat(server.createLimited("x", "_internal:read").statusCode()).isEqualTo(400);
    assertAnswer(server.createLimited("x"), 400, "a limited token needs at least one permission");
    assertAnswer(server.as(reader, "POST", "/api/v3/enterprise/configure/token",
        "{\"token_name\":\"x\",\"permissions\":[]}"), 403, FORBIDDEN);
  }

  @Test
  void writesNeedTheRightToWrite() {
    assertThat(write(writer, "a").statusCode()).isEqualTo(204);
    assertThat(write(reader, "b").statusCode()).isEqualTo(204);
    for (String database : List.of("a", "a/autogen", "c", "new")) {
      assertAnswer(write(reader, database), 403, FORBIDDEN);
    }
    assertThat(server.client.send("POST", "/write?db=a&u=x&p=" + writer, "m v=1 1").statusCode()).isEqualTo(204);
    assertAnswer(server.client.send("POST", "/write?db=a&u=x&p=" + reader, "m v=1 1"), 403, FORBIDDEN);
    assertAnswer(server.client.send("POST", "/write?db=missing&u=x&p=" + reader, "m v=1 1"), 403, FORBIDDEN);
    assertThat(server.as(writer, "POST", "/api/v2/write?bucket=a", "m v=1 1").statusCode()).isEqualTo(204);
    assertAnswer(server.as(writer, "POST", "/api/v2/write?bucket=b", "m v=1 1"), 403, FORBIDDEN);
    assertThat(write(server.limited("maker", "new:write"), "new").statusCode()).isEqualTo(204);
  }

  @Test
  void sqlReadsReadableDatabasesOnly() {
    assertAnswer(server.sql(reader, "a", "SELECT v FROM m"), 200, "v\n1.0\n");
    assertAnswer(server.sql(reader, "a/autogen", "SELECT v FROM m"), 200, "v\n1.0\n");
    assertAnswer(server.sql(writer, "a", "SELECT v FROM m"), 403, FORBIDDEN);
    assertAnswer(server.sql(reader, "c", "SELECT v FROM m"), 403, FORBIDDEN);
    assertAnswer(server.sql(reader, "_internal", "SELECT * FROM system.tokens"), 403, FORBIDDEN);
    assertAnswer(server.sql(server.limited("all", "*:read,write"), "_internal", "SELECT * FROM system.tokens"), 403, FORBIDDEN);
    assertThat(server.sql(reader, "a", "SELECT * FROM system.tokens").statusCode()).isEqualTo(400);
    assertThat(server.sql(reader, "a", "SELECT * FROM c.iox.m").statusCode()).isEqualTo(400);
  }

  @Test
  void influxqlReadsReadableDatabasesOnly() {
    for (String text : List.of("SELECT v FROM m", "SELECT v FROM b..m", "SHOW MEASUREMENTS ON b", "SHOW RETENTION POLICIES",
        "SELECT v INTO b..copy FROM m")) {
      assertThat(server.influxql(reader, "a", text).statusCode()).as(text).isEqualTo(200);
      assertThat(server.v1(reader, "a", text).statusCode()).as(text).isEqualTo(200);
    }
    for (String text : List.of("SELECT v FROM c..m", "SELECT v FROM (SELECT v FROM c..m)", "SELECT v INTO c..copy FROM m",
        "SELECT v INTO copy FROM m", "SHOW MEASUREMENTS ON c", "SHOW MEASUREMENTS ON *.*", "SHOW RETENTION POLICIES ON c",
        "SHOW QUERIES", "SHOW CONTINUOUS QUERIES", "SHOW USERS", "SHOW STATS", "CREATE DATABASE x", "DROP DATABASE a",
        "DELETE FROM m", "DROP MEASUREMENT m", "EXPLAIN SELECT v FROM c..m")) {
      assertAnswer(server.influxql(reader, "a", text), 403, FORBIDDEN);
      assertAnswer(server.v1(reader, "a", text), 403, FORBIDDEN);
    }
    assertAnswer(server.influxql(writer, "a", "SELECT v FROM m"), 403, FORBIDDEN);
  }

  @Test
  void listingsShowWhatMayBeRead() {
    assertAnswer(server.influxql(reader, "", "SHOW DATABASES"), 200, "iox::database,deleted\na,false\nb,false\n");
    assertAnswer(server.v1(reader, "", "SHOW DATABASES"), 200,
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"],"
            + "\"values\":[[\"a\"],[\"b\"]]}]}]}\n");
    assertAnswer(server.as(reader, "GET", "/api/v3/configure/database?format=csv", ""), 200, "iox::database\na\nb\n");
    assertAnswer(server.as(writer, "GET", "/api/v3/configure/database?format=csv&show_deleted=true", ""), 200, "");
  }

  @Test
  void callsOfPluginsNeedARightOnTheTriggersDatabase() throws Exception {
    Files.writeString(plugins.resolve("p.py"), "def process_request(i, q, h, b, a=None):\n    return 'x'\n");
    HttpResponse<String> created = server.as(server.operator, "POST", "/api/v3/configure/processing_engine_trigger",
        "{\"db\":\"a\",\"trigger_name\":\"t\",\"plugin_filename\":\"p.py\",\"trigger_specification\":\"request:x\","
            + "\"trigger_settings\":{\"run_async\":false,\"error_behavior\":\"log\"},\"disabled\":false}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    assertAnswer(server.as(writer, "GET", "/api/v3/engine/x", ""), 403, FORBIDDEN);
    assertAnswer(server.as(reader, "POST", "/api/v3/engine/x", ""), 403, FORBIDDEN);
    assertThat(server.as(reader, "GET", "/api/v3/engine/x", "").statusCode()).isNotIn(401, 403, 404);
    assertThat(server.as(writer, "POST", "/api/v3/engine/x", "").statusCode()).isNotIn(401, 403, 404);
  }

  @Test
  void theOperatorsTokenIsNotForHolders(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("token.json");
    String named = "apiv3_" + "a".repeat(86);
    Files.writeString(file, "{\"token\":\"" + named + "\",\"name\":\"named\"}");
    try (MillraceServer other = MillraceServer.start(
            millrace.server.config.ServerOptions.read(List.of("--node-id", "n", "--http-bind", "127.0.0.1:0",
                "--object-store", "memory", "--admin-token-file", file.toString()), java.util.Map.of()),
            System.getenv(), millrace.base.Clock.SYSTEM);
        millrace.server.http.TestClient client = new millrace.server.http.TestClient(other.address())) {
      String path = "/api/v3/configure/token/admin";
      assertThat(client.send("POST", path, "").statusCode()).isEqualTo(401);
      HttpResponse<String> limited = client.send("POST", "/api/v3/enterprise/configure/token",
          "{\"token_name\":\"x\",\"permissions\":[{\"resource_type\":\"db\",\"resource_identifier\":[\"*\"],\"actions\":[\"*\"]}]}",
          "Authorization", "Bearer " + named, "Content-Type", "application/json");
      String every = GuardedServer.token(limited);
      assertThat(client.send("POST", path, "", "Authorization", "Bearer " + every).statusCode()).isEqualTo(401);
      assertThat(client.send("POST", path, "", "Authorization", "Bearer " + named).statusCode()).isEqualTo(201);
    }
  }

  private HttpResponse<String> write(String token, String database) {
    return server.as(token, "POST", "/api/v3/write_lp?db=" + database, "m v=1 1");
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
