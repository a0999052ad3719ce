package millrace.server;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;

/// A whole server in this process and a client of it, for tests.
final class RunningServer implements AutoCloseable {
  private final MillraceServer server;
  final TestClient client;

  /// @param more options; without an object store among them everything is in memory
  RunningServer(List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("--node-id", "n", "--http-bind", "127.0.0.1:0"));
    if (!more.contains("--object-store")) {
      arguments.addAll(List.of("--object-store", "memory"));
    }
    arguments.addAll(more);
    server = MillraceServer.start(ServerOptions.read(arguments, Map.of()), System.getenv(), Clock.SYSTEM);
    client = new TestClient(server.address());
  }

  /// One that needs no token.
  static RunningServer open(String... more) {
    List<String> options = new ArrayList<>(List.of("--without-auth"));
    options.addAll(List.of(more));
    return new RunningServer(options);
  }

  HttpResponse<String> write(String database, String precision, String lines) {
    return client.send("POST", "/api/v3/write_lp?db=" + database + "&precision=" + precision, lines);
  }

  HttpResponse<String> sql(String database, String text, String format) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return client.get("/api/v3/query_sql?db=" + database + "&format=" + format + "&q=" + encoded);
  }

  HttpResponse<String> influxql(String database, String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return client.get("/api/v3/query_influxql?" + (database.isEmpty() ? "" : "db=" + database + "&") + "q=" + encoded);
  }

  /// A form post, as v1 clients send it.
  HttpResponse<String> v1(String form) {
    return client.send("POST", "/query", form, "Content-Type", "application/x-www-form-urlencoded");
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
