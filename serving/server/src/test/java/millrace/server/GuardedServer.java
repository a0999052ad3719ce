package millrace.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;

/// A whole server that asks who its clients are, with its operator's token at hand and a clock that can be put forward.
final class GuardedServer implements AutoCloseable {
  private final AtomicLong ahead = new AtomicLong();
  final MillraceServer server;
  final TestClient client;
  final String operator;

  GuardedServer(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "memory"));
    arguments.addAll(List.of(more));
    server = MillraceServer.start(
        ServerOptions.read(arguments, Map.of()), System.getenv(), () -> Clock.SYSTEM.nowNanos() + ahead.get());
    client = new TestClient(server.address());
    operator = token(client.send("POST", "/api/v3/configure/token/admin", ""));
  }

  void putForward(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  /// Sends a request with the token, as JSON.
  HttpResponse<String> as(String token, String method, String path, String body) {
    return client.send(method, path, body, "Authorization", "Bearer " + token, "Content-Type", "application/json");
  }

  /// Asks for a token with permissions.
  ///
  /// @param permissions each `NAME[,NAME]:ACTION[,ACTION]`
  HttpResponse<String> createLimited(String name, String... permissions) {
    List<String> all = new ArrayList<>();
    for (String permission : permissions) {
      String[] parts = permission.split(":");
      all.add("{\"resource_type\":\"db\",\"resource_identifier\":" + list(parts[0]) + ",\"actions\":" + list(parts[1]) + "}");
    }
    return as(operator, "POST", "/api/v3/enterprise/configure/token",
        "{\"token_name\":\"" + name + "\",\"permissions\":[" + String.join(",", all) + "]}");
  }

  String limited(String name, String... permissions) {
    return token(createLimited(name, permissions));
  }

  HttpResponse<String> sql(String token, String database, String text) {
    return as(token, "GET", "/api/v3/query_sql?format=csv&db=" + database + "&q=" + encoded(text), "");
  }

  HttpResponse<String> influxql(String token, String database, String text) {
    return as(token, "GET", "/api/v3/query_influxql?format=csv&db=" + database + "&q=" + encoded(text), "");
  }

  /// Asks `/query`, with the token as a password.
  HttpResponse<String> v1(String token, String database, String text) {
    return client.send("POST", "/query?u=any&p=" + token + "&db=" + database + "&q=" + encoded(text), "");
  }

  static String token(HttpResponse<String> created) {
    try {
      return new ObjectMapper().readTree(created.body()).get("token").asText();
    } catch (JsonProcessingException noToken) {
      throw new IllegalStateException(created.body(), noToken);
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String list(String names) {
    return "[\"" + names.replace(",", "\",\"") + "\"]";
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
