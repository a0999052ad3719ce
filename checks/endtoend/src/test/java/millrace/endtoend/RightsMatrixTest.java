package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import millrace.endtoend.FlightCalls.Call;
import millrace.endtoend.FlightCalls.End;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Every call of Flight and the endpoints of real plugins, against everybody who may come. The routes over HTTP have a
/// matrix of their own in the server's module.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RightsMatrixTest {
  private static final String UNKNOWN = "UNAUTHENTICATED";
  private static final String DENIED = "PERMISSION_DENIED";
  private static final List<String> STRANGERS = List.of("nobody", "wrong", "malformed", "bare", "revoked", "renewed", "user");
  private static final String PLUGIN = """
      def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
          return sorted(name for name in request_headers if "auth" in name)
      """;

  @TempDir
  static Path folder;

  private static TestServer server;
  private static FlightCalls flight;
  private static String operator;

  /// Who comes, by the header he brings.
  private static final Map<String, Optional<String>> ASKERS = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder, "--log-filter", "debug");
    flight = new FlightCalls(server.url());
    operator = made("/api/v3/configure/token/admin/regenerate", "", server.token());
    for (String database : List.of("d", "other")) {
      ask("POST", "/api/v3/write_lp?db=" + database, "m,t=a v=1 1", "Bearer " + operator);
    }
    ask("POST", "/query?q=" + URLEncoder.encode("CREATE USER u WITH PASSWORD 'pass-of-u'; GRANT ALL ON d TO u", StandardCharsets.UTF_8),
        "", "Bearer " + operator);
    String expired = named("expired", ",\"expiry_secs\":1");
    String revoked = named("revoked", "");
    ask("DELETE", "/api/v3/configure/token?token_name=revoked", "", "Bearer " + operator);
    ASKERS.put("nobody", Optional.empty());
    ASKERS.put("wrong", Optional.of("Bearer apiv3_wrong"));
    ASKERS.put("malformed", Optional.of("Digest " + operator));
    ASKERS.put("bare", Optional.of(operator));
    ASKERS.put("revoked", Optional.of("Bearer " + revoked));
    ASKERS.put("renewed", Optional.of("Bearer " + server.token()));
    ASKERS.put("user", Optional.of(basic("u", "pass-of-u")));
    ASKERS.put("expired", Optional.of("Bearer " + expired));
    ASKERS.put("operator", Optional.of("bearer " + operator));
    ASKERS.put("named", Optional.of("Token " + named("named", "")));
    ASKERS.put("basic", Optional.of(basic("anybody", operator)));
    ASKERS.put("reader", Optional.of("Bearer " + limited("reader", "d", "read")));
    ASKERS.put("writer", Optional.of("Bearer " + limited("writer", "d", "write")));
    ASKERS.put("other", Optional.of("Bearer " + limited("other", "other", "*")));
    awaitExpiry("Bearer " + expired);
  }

  @AfterAll
  static void stop() {
    flight.close();
    server.close();
  }

  @Test
  @Order(1)
  void flightReadsForWhoMayRead() {
    FlightCalls.reading("d").forEach((name, call) -> {
      assertThat(statuses(headers(name, "d"), call)).as(name).isEqualTo(expected("OK", "OK", DENIED, DENIED));
    });
  }

  @Test
  @Order(2)
  void everyHeaderThatNamesADatabaseIsAsked() {
    Call listing = FlightCalls.reading("d").get("DoGet CommandGetTables");
    for (String header : List.of("database", "bucket", "bucket-name", "iox-namespace-name")) {
      assertThat(statuses(Map.of(header, "d"), listing)).as(header).isEqualTo(expected("OK", "OK", DENIED, DENIED));
    }
    assertThat(statuses(Map.of("database", "other"), listing)).isEqualTo(expected("OK", DENIED, DENIED, "OK"));
    assertThat(statuses(Map.of("database", "_internal"), listing)).isEqualTo(expected("OK", DENIED, DENIED, DENIED));
    String refused = "INVALID_ARGUMENT";
    assertThat(statuses(Map.of(), listing)).isEqualTo(expected(refused, refused, refused, refused));
    assertThat(statuses(Map.of("database", "d", "bucket", "other"), listing)).isEqualTo(expected(refused, refused, refused, refused));
  }

  @Test
  @Order(3)
  void whatReadsNothingTakesAnyToken() {
    FlightCalls.harmless().forEach((name, call) ->
        assertThat(statuses(Map.of("database", "d"), call)).as(name).isEqualTo(expected("OK", "OK", "OK", "OK")));
  }

  @Test
  @Order(4)
  void whatThereIsNotIsToldToWhoIsKnown() {
    String absent = "UNIMPLEMENTED";
    FlightCalls.absent().forEach((name, call) -> assertThat(statuses(Map.of("database", "d"), call)).as(name)
        .isEqualTo(expected(absent, absent, absent, absent)));
  }

  /// A database that is there and one that is not are refused in the same words.
  @Test
  @Order(5)
  void flightTellsNobodyOfDatabasesHeMayNotSee() {
    Map<String, Call> there = FlightCalls.reading("other");
    Map<String, Call> absent = FlightCalls.reading("absent");
    for (String asker : List.of("nobody", "user", "expired", "reader", "writer")) {
      there.forEach((name, call) -> {
        End hidden = flight.end(ASKERS.get(asker), headers(name, "other"), call);
        assertThat(hidden.status()).as(name + " as " + asker).isIn(UNKNOWN, DENIED);
        assertThat(flight.end(ASKERS.get(asker), headers(name, "absent"), absent.get(name))).as(name + " as " + asker)
            .isEqualTo(hidden);
        assertThat(hidden.message()).as(name + " as " + asker).doesNotContain("other");
      });
    }
    assertThat(flight.end(ASKERS.get("operator"), Map.of(), absent.get("ticket by database")))
        .isEqualTo(new End("NOT_FOUND", "External error: database not found: absent"));
  }

  @Test
  @Order(6)
  void pluginsAnswerWhoMayUseTheirDatabase() {
    server.plugin("p.py", PLUGIN);
    TestServer.Answer made = ask("POST", "/api/v3/configure/processing_engine_trigger",
        "{\"db\":\"d\",\"trigger_name\":\"t\",\"plugin_filename\":\"p.py\",\"trigger_specification\":\"request:x\",\"disabled\":false}",
        "Bearer " + operator);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    assertThat(calls("GET", "/api/v3/engine/x")).isEqualTo(expectedCalls(200, 403, 403));
    assertThat(calls("POST", "/api/v3/engine/x")).isEqualTo(expectedCalls(403, 200, 403));
    assertThat(calls("GET", "/api/v3/engine/absent")).isEqualTo(expectedCalls(404, 404, 404).replace("200", "404"));
    for (String word : List.of("p", "token", "u")) {
      assertThat(server.send("GET", "/api/v3/engine/x?" + word + "=" + operator, "", "Authorization", "Bearer x").status()).isEqualTo(401);
    }
    assertThat(ask("GET", "/api/v3/engine/x", "", "Bearer " + operator).body()).as("credentials a plugin sees").isEqualTo("[]");
  }

  /// After all that was asked above, and what can only go wrong in a log.
  @Test
  @Order(7)
  void theLogHoldsNoSecret() {
    for (String path : List.of("/query?db=d&q=SELECT+v+FROM+m", "/write?db=absent", "/query?db=d&q=NONSENSE", "/nowhere?x=y")) {
      ask("POST", path + "&u=u&p=" + operator, "m v=1 1", "Basic x");
      ask("POST", path + "&u=u&p=pass-of-u", "garbage here", "Bearer " + operator);
    }
    String log = server.log();
    assertThat(log).contains("startup time");
    ASKERS.forEach((asker, header) -> header.map(value -> value.substring(value.indexOf(' ') + 1))
        .ifPresent(secret -> assertThat(log.contains(secret)).as(asker).isFalse()));
    assertThat(log.contains("pass-of-u")).isFalse();
  }

  private static Map<String, String> headers(String name, String database) {
    boolean isTicket = name.startsWith("ticket") || name.startsWith("ReadInfo");
    boolean isInfluxQl = name.endsWith("of InfluxQL naming another");
    if (isTicket) {
      return Map.of();
    }
    return isInfluxQl ? Map.of("database", "d", "x-influxdata-query-language", "influxql") : Map.of("database", database);
  }

  private static Map<String, String> statuses(Map<String, String> headers, Call call) {
    Map<String, String> statuses = new TreeMap<>();
    ASKERS.forEach((asker, header) -> statuses.put(asker, flight.end(header, headers, call).status()));
    return statuses;
  }

  /// @param all for who may do everything
  private static Map<String, String> expected(String all, String reader, String writer, String other) {
    Map<String, String> statuses = new TreeMap<>();
    STRANGERS.forEach(asker -> statuses.put(asker, UNKNOWN));
    statuses.put("expired", DENIED);
    List.of("operator", "named", "basic").forEach(asker -> statuses.put(asker, all));
    statuses.put("reader", reader);
    statuses.put("writer", writer);
    statuses.put("other", other);
    return statuses;
  }

  private static String calls(String method, String path) {
    return ASKERS.entrySet().stream()
        .map(asker -> asker.getKey() + " " + ask(method, path, "", asker.getValue().orElse("")).status())
        .collect(Collectors.joining("\n"));
  }

  private static String expectedCalls(int reader, int writer, int other) {
    return ASKERS.keySet().stream().map(asker -> asker + " " + switch (asker) {
      case "malformed", "bare" -> 400;
      case "operator", "named", "basic" -> 200;
      case "reader" -> reader;
      case "writer" -> writer;
      case "other" -> other;
      default -> 401;
    }).collect(Collectors.joining("\n"));
  }

  private static TestServer.Answer ask(String method, String path, String body, String authorization) {
    return authorization.isEmpty()
        ? server.sendAsNobody(method, path, body)
        : server.send(method, path, body, "Authorization", authorization, "Content-Type", "application/json");
  }

  private static String made(String path, String body, String token) {
    return ask("POST", path, body, "Bearer " + token).json().get("token").asText();
  }

  private static String named(String name, String more) {
    return made("/api/v3/configure/token/named_admin", "{\"token_name\":\"" + name + "\"" + more + "}", operator);
  }

  private static String limited(String name, String database, String action) {
    return made("/api/v3/enterprise/configure/token", "{\"token_name\":\"" + name
        + "\",\"permissions\":[{\"resource_type\":\"db\",\"resource_identifier\":[\"" + database + "\"],\"actions\":[\"" + action + "\"]}]}",
        operator);
  }

  private static String basic(String user, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static void awaitExpiry(String header) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (ask("GET", "/health", "", header).status() != 401) {
      assertThat(System.nanoTime()).as("the token of a second never expires").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
