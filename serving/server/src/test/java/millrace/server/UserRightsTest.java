package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Users and grants of InfluxQL on a whole server that asks who its clients are. Texts as InfluxDB 1.6.7 answers them.
class UserRightsTest {
  private static final String CREATE_ADMIN = "CREATE USER adm WITH PASSWORD 'top' WITH ALL PRIVILEGES";
  private static final String TOKEN_PATH = "/api/v3/configure/token/admin";

  private final MillraceServer server = MillraceServer.start(
      ServerOptions.read(
          List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "memory"), Map.of()),
      System.getenv(),
      Clock.SYSTEM);
  private final TestClient client = new TestClient(server.address());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void theFirstStatementCreatesAnAdministrator() {
    String refusal = "{\"error\":\"error authorizing query: create admin user first or disable authentication\"}\n";
    for (String statement : List.of("SHOW DATABASES", "CREATE USER x WITH PASSWORD 'x'", CREATE_ADMIN + "; SHOW USERS")) {
      HttpResponse<String> refused = query("", statement);
      assertAnswer(refused, 403, refusal);
      assertThat(refused.headers().firstValue("X-Influxdb-Error")).isPresent();
    }
    assertAnswer(query("", CREATE_ADMIN), 200, "{\"results\":[{\"statement_id\":0}]}\n");
    assertAnswer(query("", CREATE_ADMIN), 401, "{\"error\":\"unable to parse authentication credentials\"}\n");
    assertAnswer(query("?u=adm&p=top", "SHOW DATABASES"), 200,
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"]}]}]}\n");
  }

  @Test
  void aTokenClaimsTheServerToo() throws Exception {
    String token = token(client.send("POST", TOKEN_PATH, ""));
    HttpResponse<String> refused = query("", CREATE_ADMIN);
    assertAnswer(refused, 401, "{\"error\": \"the request was not authenticated\"}");
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"InfluxDB\"");
    assertThat(query("?p=" + token, CREATE_ADMIN).statusCode()).isEqualTo(200);
    assertThat(query("?u=adm&p=" + token, "SHOW USERS").statusCode()).isEqualTo(200);
    assertThat(query("?u=adm&p=top", "SHOW USERS").statusCode()).isEqualTo(200);
  }

  @Test
  void onceAnAdministratorExistsOnlyItMakesTheFirstToken() throws Exception {
    query("", CREATE_ADMIN);
    query("?u=adm&p=top", "CREATE USER w WITH PASSWORD 'w'");
    assertThat(client.send("POST", TOKEN_PATH, "").statusCode()).isEqualTo(401);
    assertThat(client.send("POST", TOKEN_PATH, "", "Authorization", basic("w:w")).statusCode()).isEqualTo(401);
    String token = token(client.send("POST", TOKEN_PATH, "", "Authorization", basic("adm:top")));
    assertThat(client.get("/health", "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
    assertThat(client.get("/health", "Authorization", basic("adm:top")).statusCode()).isEqualTo(401);
    assertThat(client.send("POST", TOKEN_PATH, "").statusCode()).isEqualTo(409);
  }

  @Test
  void credentialsComeInEveryForm() {
    query("", CREATE_ADMIN);
    assertThat(query("?u=adm&p=top", "SHOW USERS").statusCode()).isEqualTo(200);
    for (String header : List.of(basic("adm:top"), "Token adm:top")) {
      assertThat(query("", "SHOW USERS", "Authorization", header).statusCode()).as(header).isEqualTo(200);
    }
    String failed = "{\"error\":\"authorization failed\"}\n";
    assertAnswer(query("?u=adm&p=wrong", "SHOW USERS", "Authorization", basic("adm:top")), 401, failed);
    assertAnswer(query("?u=nobody&p=top", "SHOW USERS"), 401, failed);
    assertAnswer(query("?u=adm", "SHOW USERS"), 401, "{\"error\":\"unable to parse authentication credentials\"}\n");
    HttpResponse<String> refused = query("", "NO STATEMENT AT ALL", "Authorization", basic("adm:wrong"));
    assertAnswer(refused, 401, failed);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"InfluxDB\"");
    assertThat(refused.headers().firstValue("X-Influxdb-Error")).isEmpty();
  }

  @Test
  void aNewPasswordReplacesTheOldOneAtOnce() {
    query("", CREATE_ADMIN);
    assertThat(query("?u=adm&p=top", "SET PASSWORD FOR adm = 'new'").statusCode()).isEqualTo(200);
    assertThat(query("?u=adm&p=top", "SHOW USERS").statusCode()).isEqualTo(401);
    assertThat(query("?u=adm&p=new", "DROP USER adm").statusCode()).isEqualTo(200);
    assertThat(query("?u=adm&p=new", "SHOW USERS").statusCode()).isEqualTo(403);
  }

  @Test
  void rightsDecideWhatAUserReadsAndWrites() {
    query("", CREATE_ADMIN);
    admin("CREATE DATABASE t; CREATE DATABASE o; CREATE DATABASE p; CREATE USER r WITH PASSWORD 'r'; CREATE USER w WITH PASSWORD 'w';"
        + " GRANT READ ON t TO r; GRANT WRITE ON t TO w; GRANT ALL ON o TO w");

    assertThat(write("?db=t&u=w&p=w").statusCode()).isEqualTo(204);
    assertAnswer(write("?db=t&u=r&p=r"), 403, "{\"error\":\"\\\"r\\\" user is not authorized to write to database \\\"t\\\"\"}\n");
    assertAnswer(write("?db=t"), 401, "{\"error\":\"unable to parse authentication credentials\"}\n");
    assertAnswer(write("?db=nope&u=adm&p=top"), 404, "{\"error\":\"database not found: \\\"nope\\\"\"}\n");
    for (String hidden : List.of("nope", "p")) {
      assertAnswer(write("?u=w&p=w&db=" + hidden), 403,
          "{\"error\":\"\\\"w\\\" user is not authorized to write to database \\\"" + hidden + "\\\"\"}\n");
    }

    assertThat(query("?db=t&u=r&p=r", "SELECT v FROM m").body()).contains("[\"1970-01-01T00:00:00.000000001Z\",1]");
    assertAnswer(query("?db=t&u=w&p=w", "SELECT v FROM m WHERE v > 1.5"), 403,
        "{\"error\":\"error authorizing query: w not authorized to execute statement"
            + " 'SELECT v FROM m WHERE v \\u003e 1.500', requires READ on t\"}\n");
    assertThat(query("?db=t&u=r&p=r", "SELECT v INTO x FROM m").body()).contains("requires WRITE on t");
    assertThat(query("?db=t&u=r&p=r", "CREATE DATABASE q").body()).contains("'CREATE DATABASE q', requires admin privilege");
    assertThat(query("?u=r&p=r", "SHOW DATABASES").body()).contains("[[\"t\"]]");
    assertThat(query("?u=w&p=w", "SHOW DATABASES").body()).contains("[[\"t\"],[\"o\"]]");

    assertThat(admin("REVOKE READ ON t FROM r; SHOW GRANTS FOR r").body()).contains("[[\"t\",\"NO PRIVILEGES\"]]");
    assertThat(query("?db=t&u=r&p=r", "SELECT v FROM m").statusCode()).isEqualTo(403);
    admin("GRANT ALL TO r");
    assertThat(query("?db=t&u=r&p=r", "SELECT v FROM m").statusCode()).isEqualTo(200);
    assertThat(write("?db=t&u=r&p=r").statusCode()).isEqualTo(204);
  }

  private HttpResponse<String> admin(String text) {
    HttpResponse<String> answer = query("?u=adm&p=top", text);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private HttpResponse<String> query(String parameters, String text, String... headers) {
    String[] all = List.of(headers).isEmpty()
        ? new String[] {"Content-Type", "application/x-www-form-urlencoded"}
        : new String[] {"Content-Type", "application/x-www-form-urlencoded", headers[0], headers[1]};
    return client.send("POST", "/query" + parameters, "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8), all);
  }

  private HttpResponse<String> write(String parameters) {
    return client.send("POST", "/write" + parameters, "m v=1 1");
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private static String token(HttpResponse<String> created) throws Exception {
    return new ObjectMapper().readTree(created.body()).get("token").asText();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
