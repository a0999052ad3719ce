package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every kind of secret, in every form that brings one, on the paths of all three interfaces.
class CredentialFormsTest {
  /// Statuses of the six requests for each kind of secret, where the form counts.
  private static final String EXPECTED = """
      operator | 200 204 200 204 204 200 200
      renewed | 401 401 401 401 401 401 401
      named | 200 204 200 204 204 200 200
      expired | 401 401 401 401 401 401 401
      revoked | 401 401 401 401 401 401 401
      reader | 200 403 403 403 403 200 200
      writer | 403 204 200 204 204 403 403
      both | 200 204 200 204 204 200 200
      other | 403 403 403 403 403 403 403
      wrong | 401 401 401 401 401 401 401
      user | 200 204 200 401 401 401 401
      readingUser | 200 403 403 401 401 401 401
      wrongUser | 401 401 401 401 401 401 401
      """;

  /// Requests of 1.x, which come first, take a secret in the address too, and the passwords of users.
  private static final int REQUESTS_OF_1X = 3;

  private static final List<Sent> REQUESTS = List.of(
      new Sent("GET", "/query?db=d&q=SELECT+v+FROM+m", ""),
      new Sent("POST", "/write?db=d", "m v=1 1"),
      new Sent("POST", "/query?db=d&q=DELETE+FROM+x", ""),
      new Sent("POST", "/api/v2/write?bucket=d", "m v=1 1"),
      new Sent("POST", "/api/v3/write_lp?db=d", "m v=1 1"),
      new Sent("GET", "/api/v3/query_sql?db=d&q=SELECT+1", ""),
      new Sent("GET", "/api/v3/query_influxql?db=d&q=SHOW+MEASUREMENTS", ""));

  private final GuardedServer server = new GuardedServer();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  private record Sent(String method, String path, String body) {}

  /// @param user empty for the bearer of a token, who may call himself anything
  private record Secret(String user, String text) {
    String name() {
      return user.isEmpty() ? "any" : user;
    }
  }

  @BeforeEach
  void make() {
    String first = server.operator;
    String operator = GuardedServer.token(server.as(first, "POST", "/api/v3/configure/token/admin/regenerate", ""));
    server.as(operator, "POST", "/api/v3/write_lp?db=d", "m v=1 1");
    server.v1(operator, "", "CREATE USER u WITH PASSWORD 'pass'; GRANT ALL ON d TO u;"
        + " CREATE USER r WITH PASSWORD 'word'; GRANT READ ON d TO r");
    String expired = named(operator, "{\"token_name\":\"expired\",\"expiry_secs\":60}");
    server.putForward(Duration.ofSeconds(61));
    String revoked = named(operator, "{\"token_name\":\"revoked\"}");
    server.as(operator, "DELETE", "/api/v3/configure/token?token_name=revoked", "");
    token("operator", operator);
    token("renewed", first);
    token("named", named(operator, "{\"token_name\":\"named\"}"));
    token("expired", expired);
    token("revoked", revoked);
    token("reader", limited(operator, "reader", "d", "read"));
    token("writer", limited(operator, "writer", "d", "write"));
    token("both", limited(operator, "both", "d", "*"));
    token("other", limited(operator, "other", "e", "*"));
    token("wrong", "apiv3_wrong");
    secrets.put("user", new Secret("u", "pass"));
    secrets.put("readingUser", new Secret("r", "word"));
    secrets.put("wrongUser", new Secret("u", "word"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSecretMeansTheSameInEveryForm() {
    for (String form : List.of("Token user:secret", "Basic", "u and p")) {
      assertThat(table(form)).as(form).isEqualTo(expected(form, true));
    }
    for (String form : List.of("Bearer", "Token", "p")) {
      assertThat(table(form)).as(form).isEqualTo(expected(form, false));
    }
    for (String form : List.of("form body", "header X-Token", "cookie")) {
      assertThat(table(form)).as(form).isEqualTo(expected("nothing", false));
    }
  }

  /// What stands in the address goes before the header, right or wrong.
  @Test
  void theAddressGoesBeforeTheHeader() {
    String right = secrets.get("operator").text;
    String read = "/query?db=d&q=SELECT+v+FROM+m&u=any&p=";
    assertThat(send("GET", read + right, "", "Authorization", "Bearer apiv3_wrong").statusCode()).isEqualTo(200);
    assertThat(send("GET", read + "apiv3_wrong", "", "Authorization", "Bearer " + right).statusCode()).isEqualTo(401);
    assertThat(send("GET", read + right, "", "Authorization", "Digest x").statusCode()).isEqualTo(400);
  }

  private String expected(String form, boolean tellsUser) {
    return EXPECTED.strip().lines().map(line -> {
      String[] parts = line.split(" \\| ");
      String[] statuses = parts[1].split(" ");
      boolean isUser = parts[0].toLowerCase(java.util.Locale.ROOT).endsWith("user");
      for (int i = 0; i < statuses.length; i++) {
        boolean isTaken = switch (form) {
          case "u and p", "p" -> i < REQUESTS_OF_1X;
          case "nothing" -> false;
          default -> true;
        };
        statuses[i] = isTaken && (tellsUser || !isUser) ? statuses[i] : "401";
      }
      return parts[0] + " | " + String.join(" ", statuses);
    }).collect(Collectors.joining("\n"));
  }

  private String table(String form) {
    List<String> lines = new ArrayList<>();
    secrets.forEach((kind, secret) -> lines.add(kind + " | " + REQUESTS.stream()
        .map(request -> Integer.toString(ask(request, form, secret).statusCode())).collect(Collectors.joining(" "))));
    return String.join("\n", lines);
  }

  private HttpResponse<String> ask(Sent sent, String form, Secret secret) {
    return switch (form) {
      case "Bearer", "Token" -> with(sent, "Authorization", form + " " + secret.text);
      case "Token user:secret" -> with(sent, "Authorization", "Token " + secret.name() + ":" + secret.text);
      case "Basic" -> with(sent, "Authorization", "Basic " + Base64.getEncoder().encodeToString(
          (secret.name() + ":" + secret.text).getBytes(StandardCharsets.UTF_8)));
      case "u and p" -> send(sent.method, sent.path + "&u=" + secret.name() + "&p=" + secret.text, sent.body);
      case "p" -> send(sent.method, sent.path + "&p=" + secret.text, sent.body);
      case "form body" -> sent.path.startsWith("/query")
          ? send("POST", sent.path, "u=" + secret.name() + "&p=" + secret.text, "Content-Type", "application/x-www-form-urlencoded")
          : send(sent.method, sent.path, sent.body);
      case "header X-Token" -> with(sent, "X-Token", secret.text);
      case "cookie" -> with(sent, "Cookie", "token=" + secret.text);
      default -> throw new IllegalArgumentException(form);
    };
  }

  private HttpResponse<String> with(Sent sent, String name, String value) {
    return send(sent.method, sent.path, sent.body, name, value);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) {
    return server.client.send(method, path, body, headers);
  }

  private void token(String kind, String text) {
    secrets.put(kind, new Secret("", text));
  }

  private String named(String operator, String body) {
    return GuardedServer.token(server.as(operator, "POST", "/api/v3/configure/token/named_admin", body));
  }

  private String limited(String operator, String name, String database, String action) {
    return GuardedServer.token(server.as(operator, "POST", "/api/v3/enterprise/configure/token",
        "{\"token_name\":\"" + name + "\",\"permissions\":[{\"resource_type\":\"db\",\"resource_identifier\":[\""
            + database + "\"],\"actions\":[\"" + action + "\"]}]}"));
  }
}
