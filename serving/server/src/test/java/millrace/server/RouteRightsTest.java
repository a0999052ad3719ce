package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.server.http.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every route of the server, taken from the server itself, against everybody who may come. A route without a row here
/// fails.
class RouteRightsTest {
  private static final String UNAUTHENTICATED = "{\"error\": \"the request was not authenticated\"}";
  private static final String FORBIDDEN = "{\"error\": \"requestor is forbidden from requested resource\"}";

  /// Statuses for nobody, a wrong token, an expired one, a deleted one, the operator, a named administrator, a token to read
  /// the database, one to write to it, one to read and write another, and a user of the 1.x interface with all rights on the database. What administrators
  /// ask lacks what it needs, so that 4xx other than 401 and 403 shows that it got through.
  private static final String EXPECTED = """
      DELETE /api/v3/backup | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/database | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/database/retention_period | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/distinct_cache | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/last_cache | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/processing_engine_trigger | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/processing_engine_trigger/dead_letters | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/processing_engine_trigger/replay | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/table | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/configure/token | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/plugins/files | 401 401 401 401 400 400 403 403 403 401
      DELETE /api/v3/restore | 401 401 401 401 400 400 403 403 403 401
      GET /api/v1/health | 401 401 401 401 200 200 200 200 200 401
      GET /api/v3/backup | 401 401 401 401 200 200 403 403 403 401
      GET /api/v3/backup/file | 401 401 401 401 400 400 403 403 403 401
      GET /api/v3/configure/database | 401 401 401 401 200 200 200 200 200 401
      GET /api/v3/configure/processing_engine_trigger/replay | 401 401 401 401 400 400 403 403 403 401
      GET /api/v3/engine/ | 401 401 401 401 404 404 404 404 404 401
      GET /api/v3/plugins/files | 401 401 401 401 400 400 403 403 403 401
      GET /api/v3/query_influxql | 401 401 401 401 200 200 200 403 403 401
      GET /api/v3/query_sql | 401 401 401 401 200 200 200 403 403 401
      GET /health | 401 401 401 401 200 200 200 200 200 401
      GET /metrics | 401 401 401 401 200 200 403 403 403 401
      GET /ping | 401 401 401 401 200 200 200 200 200 401
      GET /query | 401 401 401 401 200 200 200 403 403 200
      GET /ready | 401 401 401 401 200 200 200 200 200 401
      PATCH /api/v3/configure/processing_engine_trigger | 401 401 401 401 400 400 403 403 403 401
      POST /api/v2/delete | 401 401 401 401 204 204 403 204 403 401
      POST /api/v2/write | 401 401 401 401 204 204 403 204 403 401
      POST /api/v3/backup | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/database | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/database/retention_period | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/distinct_cache | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/last_cache | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/plugin_environment/install_packages | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/plugin_environment/install_requirements | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/change | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/dead_letters/replay | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/disable | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/enable | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/replay | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/replay/resume | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/processing_engine_trigger/run | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/table | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/configure/token/admin | 409 409 409 409 409 409 409 409 409 409
      POST /api/v3/configure/token/admin/regenerate | 401 401 401 401 201 201 403 403 403 401
      POST /api/v3/configure/token/named_admin | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/engine/ | 401 401 401 401 404 404 404 404 404 401
      POST /api/v3/enterprise/configure/token | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/plugin_test/request | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/plugin_test/schedule | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/plugin_test/wal | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/plugins/files | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/query_influxql | 401 401 401 401 200 200 200 403 403 401
      POST /api/v3/query_sql | 401 401 401 401 200 200 200 403 403 401
      POST /api/v3/restore | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/restore/commit | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/restore/file | 401 401 401 401 400 400 403 403 403 401
      POST /api/v3/write_lp | 401 401 401 401 204 204 403 204 403 401
      POST /ping | 401 401 401 401 200 200 200 200 200 401
      POST /query | 401 401 401 401 200 200 200 403 403 200
      POST /write | 401 401 401 401 204 204 403 204 403 204
      PUT /api/v3/configure/database | 401 401 401 401 400 400 403 403 403 401
      PUT /api/v3/plugins/directory | 401 401 401 401 400 400 403 403 403 401
      PUT /api/v3/plugins/files | 401 401 401 401 400 400 403 403 403 401
      """;

  /// Requests that ask for something; the others send an empty JSON object.
  private static final Map<String, Sent> REQUESTS = Map.ofEntries(
      Map.entry("GET /api/v3/query_sql", new Sent("/api/v3/query_sql?db=d&q=SELECT+1", "")),
      Map.entry("POST /api/v3/query_sql", new Sent("/api/v3/query_sql", "{\"db\":\"d\",\"q\":\"SELECT 1\"}")),
      Map.entry("GET /api/v3/query_influxql", new Sent("/api/v3/query_influxql?db=d&q=SHOW+MEASUREMENTS", "")),
      Map.entry("POST /api/v3/query_influxql", new Sent("/api/v3/query_influxql", "{\"db\":\"d\",\"q\":\"SHOW MEASUREMENTS\"}")),
      Map.entry("GET /query", new Sent("/query?db=d&q=SHOW+MEASUREMENTS", "")),
      Map.entry("POST /query", new Sent("/query?db=d&q=SHOW+MEASUREMENTS", "")),
      Map.entry("POST /write", new Sent("/write?db=d", "m v=1 1")),
      Map.entry("POST /api/v2/delete", new Sent(
          "/api/v2/delete?bucket=d", "{\"start\":\"1970-01-01T00:00:00Z\",\"stop\":\"1970-01-01T00:00:00Z\"}")),
      Map.entry("POST /api/v2/write", new Sent("/api/v2/write?bucket=d", "m v=1 1")),
      Map.entry("POST /api/v3/write_lp", new Sent("/api/v3/write_lp?db=d", "m v=1 1")));

  private final GuardedServer server = new GuardedServer();

  private record Sent(String path, String body) {}

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyRouteAnswersWhoMayAskAndNobodyElse() {
    Map<String, Optional<String>> askers = askers();
    List<String> found = new ArrayList<>();
    for (Router.Route route : routes()) {
      String name = route.method() + " " + route.path();
      List<String> statuses = new ArrayList<>();
      askers.forEach((asker, header) -> {
        HttpResponse<String> answer = ask(route, header);
        statuses.add(Integer.toString(answer.statusCode()));
        assertRefusal(name + " as " + asker, route.path(), answer);
      });
      found.add(name + " | " + String.join(" ", statuses));
    }
    assertThat(found.stream().sorted().collect(Collectors.joining("\n"))).isEqualTo(EXPECTED.strip());
  }

  @Test
  void whoIsUnknownLearnsNoPaths() {
    Map<String, Optional<String>> askers = askers();
    for (String path : List.of("/nowhere", "/api/v3/configure", "/api/v3/write_lp")) {
      askers.forEach((asker, header) -> assertThat(send("GET", path, "", header).statusCode())
          .as(asker)
          .isEqualTo(List.of("nobody", "wrong", "expired", "revoked", "user").contains(asker) ? 401 : 404));
    }
  }

  /// Where a secret may stand: the URL is for the two paths of 1.x alone, since URLs are written into logs on the way.
  @Test
  void secretsAreTakenWhereTheyBelong() {
    server.as(server.operator, "POST", "/api/v3/configure/database", "{\"db\":\"d\"}");
    String reader = server.limited("r", "d:read");
    String basic = "Basic " + Base64.getEncoder().encodeToString(("any:" + reader).getBytes(StandardCharsets.UTF_8));
    String sql = "/api/v3/query_sql?db=d&q=SELECT+1";
    for (String header : List.of("Bearer " + reader, "Token " + reader, "bearer " + reader, basic)) {
      assertThat(send("GET", sql, "", Optional.of(header)).statusCode()).as(header).isEqualTo(200);
      assertThat(send("GET", "/query?db=d&q=SHOW+MEASUREMENTS", "", Optional.of(header)).statusCode()).as(header).isEqualTo(200);
    }
    for (String header : List.of(
        reader, "Bearer", "Bearer ", "Bearer  x " + reader, "Bearer " + reader + "x", "Bearer " + reader.substring(1), "Digest " + reader,
        "Basic " + reader, "Bearer " + reader.toUpperCase(java.util.Locale.ROOT), "Bearer " + reader + "," + server.operator)) {
      assertThat(send("GET", sql, "", Optional.of(header)).statusCode()).as(header).isIn(400, 401);
      assertThat(send("DELETE", "/api/v3/configure/database?db=d", "", Optional.of(header)).statusCode()).as(header).isIn(400, 401);
    }
    for (String word : List.of("p", "token", "access_token", "u", "password")) {
      assertThat(send("GET", sql + "&u=any&" + word + "=" + reader, "", Optional.empty()).statusCode()).as(word).isEqualTo(401);
    }
    assertThat(send("GET", "/query?db=d&q=SHOW+MEASUREMENTS&u=any&p=" + reader, "", Optional.empty()).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/write?db=d&u=any&p=" + reader, "m v=1 1", Optional.empty()).statusCode()).isEqualTo(403);
  }

  /// A reader of one database asks for others by every way a request can name one.
  @Test
  void aReaderOfOneDatabaseReachesNoOtherByItsName() {
    server.as(server.operator, "POST", "/api/v3/configure/database", "{\"db\":\"d\"}");
    server.as(server.operator, "POST", "/api/v3/write_lp?db=other", "secret,t=a v=1 1");
    String reader = server.limited("r", "d:read");
    for (String text : List.of(
        "SELECT * FROM other..secret", "SELECT * FROM \"other\".\"autogen\".\"secret\"", "SELECT v FROM (SELECT v FROM other..secret)",
        "SELECT v INTO d..m FROM other..secret", "SHOW MEASUREMENTS ON other", "SHOW TAG VALUES ON other WITH KEY = t",
        "SHOW FIELD KEYS ON other", "SHOW SERIES ON other", "EXPLAIN SELECT * FROM other..secret", "SHOW RETENTION POLICIES ON other",
        "EXPLAIN ANALYZE SELECT * FROM other..secret", "SHOW SERIES CARDINALITY ON other", "SELECT * FROM other../.*/")) {
      assertThat(server.v1(reader, "d", text).body()).as(text).doesNotContain("\"v\"").doesNotContain("secret").doesNotContain("autogen");
      assertThat(server.influxql(reader, "d", text).statusCode()).as(text).isIn(400, 403);
    }
    for (String text : List.of("SELECT * FROM other.secret", "SELECT * FROM other.iox.secret", "SELECT * FROM \"other/autogen\".secret")) {
      assertThat(server.sql(reader, "d", text).statusCode()).as(text).isIn(400, 403);
    }
    assertThat(server.sql(reader, "other", "SELECT 1").statusCode()).isEqualTo(403);
    assertThat(server.sql(reader, "other/autogen", "SELECT 1").statusCode()).isEqualTo(403);
    assertThat(server.sql(reader, "_internal", "SELECT * FROM system.queries").body()).doesNotContain("secret");
  }

  /// A database that is there and one that is not are refused in the same words, by every way to ask.
  @Test
  void nobodyLearnsOfDatabasesHeMayNotSee() {
    server.as(server.operator, "POST", "/api/v3/write_lp?db=secret", "m,t=a v=1 1");
    String reader = server.limited("r", "d:read");
    String writer = server.limited("w", "d:write");
    server.v1(server.operator, "", "CREATE DATABASE d; CREATE USER u WITH PASSWORD 'pass'; GRANT ALL ON d TO u");
    String user = Base64.getEncoder().encodeToString("u:pass".getBytes(StandardCharsets.UTF_8));
    List<String> askers = List.of("Bearer " + reader, "Bearer " + writer, "Basic " + user);
    for (String asker : askers) {
      for (Map.Entry<String, Sent> request : REQUESTS.entrySet()) {
        String method = request.getKey().substring(0, request.getKey().indexOf(' '));
        assertSameAnswer(asker, method, request.getValue().path.replace("=d", "=NAME"),
            request.getValue().body.replace("\"d\"", "\"NAME\""));
      }
      for (String text : List.of("SELECT v FROM NAME..m", "SHOW MEASUREMENTS ON NAME", "SHOW TAG KEYS ON NAME", "DROP DATABASE NAME",
          "SHOW RETENTION POLICIES ON NAME", "SHOW SERIES ON NAME", "CREATE RETENTION POLICY p ON NAME DURATION 1h REPLICATION 1",
          "SELECT v INTO NAME..m FROM m", "EXPLAIN SELECT v FROM NAME..m", "SHOW GRANTS FOR u; SHOW FIELD KEYS ON NAME",
          "CREATE SUBSCRIPTION s ON NAME.autogen DESTINATIONS ALL 'http://127.0.0.1:1'", "GRANT ALL ON NAME TO u")) {
        assertSameAnswer(asker, "GET", "/query?db=d&q=" + GuardedServer.encoded(text), "");
        assertSameAnswer(asker, "GET", "/api/v3/query_influxql?db=d&q=" + GuardedServer.encoded(text), "");
      }
      assertSameAnswer(asker, "GET", "/api/v3/query_sql?db=NAME/autogen&q=SELECT+*+FROM+m", "");
      assertSameAnswer(asker, "GET", "/api/v3/query_sql?db=d&q=SELECT+*+FROM+NAME.iox.m", "");
      assertSameAnswer(asker, "DELETE", "/api/v3/configure/database?db=NAME", "");
      assertSameAnswer(asker, "DELETE", "/api/v3/configure/table?db=NAME&table=m", "");
      assertSameAnswer(asker, "POST", "/api/v3/configure/database", "{\"db\":\"NAME\"}");
      assertSameAnswer(asker, "POST", "/api/v3/configure/last_cache", "{\"db\":\"NAME\",\"table\":\"m\"}");
    }
  }

  private void assertSameAnswer(String asker, String method, String path, String body) {
    HttpResponse<String> there =
        send(method, path.replace("NAME", "secret"), body.replace("NAME", "secret"), Optional.of(asker));
    HttpResponse<String> absent =
        send(method, path.replace("NAME", "absent"), body.replace("NAME", "absent"), Optional.of(asker));
    String what = asker.substring(0, 9) + " " + method + " " + path;
    assertThat(there.statusCode()).as(what + there.body()).isGreaterThanOrEqualTo(400).isLessThan(500);
    assertThat(absent.statusCode() + absent.body()).as(what)
        .isEqualTo(there.statusCode() + there.body().replace("secret", "absent"));
  }

  /// Who comes, by the `Authorization` header they bring.
  private Map<String, Optional<String>> askers() {
    server.as(server.operator, "POST", "/api/v3/configure/database", "{\"db\":\"d\"}");
    server.v1(server.operator, "", "CREATE USER u WITH PASSWORD 'pass'; GRANT ALL ON d TO u");
    String expired = GuardedServer.token(server.as(
        server.operator, "POST", "/api/v3/configure/token/named_admin", "{\"token_name\":\"e\",\"expiry_secs\":60}"));
    server.putForward(Duration.ofSeconds(61));
    Map<String, Optional<String>> askers = new LinkedHashMap<>();
    askers.put("nobody", Optional.empty());
    askers.put("wrong", Optional.of("Bearer apiv3_wrong"));
    askers.put("expired", Optional.of("Bearer " + expired));
    String revoked = GuardedServer.token(server.as(
        server.operator, "POST", "/api/v3/configure/token/named_admin", "{\"token_name\":\"gone\"}"));
    server.as(server.operator, "DELETE", "/api/v3/configure/token?token_name=gone", "");
    askers.put("revoked", Optional.of("Bearer " + revoked));
    askers.put("operator", Optional.of("Bearer " + server.operator));
    askers.put("named", Optional.of("Token " + GuardedServer.token(server.as(
        server.operator, "POST", "/api/v3/configure/token/named_admin", "{\"token_name\":\"named\"}"))));
    askers.put("reader", Optional.of("Bearer " + server.limited("r", "d:read")));
    askers.put("writer", Optional.of("Bearer " + server.limited("w", "d:write")));
    askers.put("other", Optional.of("Bearer " + server.limited("o", "other:read,write")));
    askers.put("user", Optional.of(
        "Basic " + Base64.getEncoder().encodeToString("u:pass".getBytes(StandardCharsets.UTF_8))));
    return askers;
  }

  /// The renewal of the operator's token comes last, since it voids the one in use.
  private List<Router.Route> routes() {
    return server.server.routes().stream()
        .sorted(Comparator.comparing(route -> route.path().endsWith("/regenerate")))
        .toList();
  }

  private HttpResponse<String> ask(Router.Route route, Optional<String> header) {
    Sent sent = REQUESTS.getOrDefault(route.method() + " " + route.path(), new Sent(route.path(), "{}"));
    return send(route.method(), sent.path, sent.body, header);
  }

  private HttpResponse<String> send(String method, String path, String body, Optional<String> header) {
    List<String> headers = new ArrayList<>(List.of("Content-Type", path.startsWith("/query") ? "text/plain" : "application/json"));
    header.ifPresent(value -> headers.addAll(List.of("Authorization", value)));
    return server.client.send(method, path, body, headers.toArray(String[]::new));
  }

  /// The paths of 1.x speak as 1.x does to whom they do not know; a lacking right is told in one way.
  private static void assertRefusal(String what, String path, HttpResponse<String> answer) {
    boolean isV1 = path.equals("/query") || path.equals("/write");
    switch (answer.statusCode()) {
      case 401 -> assertThat(answer.body()).as(what).isIn(isV1
          ? List.of("{\"error\":\"unable to parse authentication credentials\"}\n", "{\"error\":\"authorization failed\"}\n")
          : List.of(UNAUTHENTICATED));
      case 403 -> assertThat(answer.body()).as(what).isEqualTo(FORBIDDEN);
      default -> assertThat(answer.statusCode()).as(what).isLessThan(500);
    }
  }
}
