package millrace.server;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.server.backup.ServerCalls;
import millrace.server.config.ServerOptions;

/// A server on a folder with the calls that tests of its data need.
final class BackupAndDebugFixture implements AutoCloseable, ServerCalls {
  private final MillraceServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  BackupAndDebugFixture(Path folder) {
    server = MillraceServer.start(
        ServerOptions.read(
            List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "file", "--data-dir", folder.toString(),
                "--without-auth"),
            Map.of()),
        System.getenv(), Clock.SYSTEM);
    base = "http://127.0.0.1:" + server.address().getPort();
  }

  @Override
  public byte[] call(String method, String path, Map<String, String> query, byte[] body, String type) {
    String text = query.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path + text)).method(method, BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        throw new MillraceException(
            ErrorCode.INTERNAL, answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void write(String database, String lines) {
    call("POST", "/api/v3/write_lp", Map.of("db", database, "precision", "nanosecond"),
        lines.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  String sql(String database, String text) {
    return new String(call("GET", "/api/v3/query_sql", Map.of("db", database, "format", "csv", "q", text), new byte[0], ""),
        StandardCharsets.UTF_8);
  }

  /// Writes everything buffered to data files.
  void snapshot(String database) {
    String begun = new String(
        call("POST", "/api/v3/backup", Map.of(), ("{\"db\":\"" + database + "\"}").getBytes(StandardCharsets.UTF_8),
            "application/json"),
        StandardCharsets.UTF_8);
    String id = begun.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    call("DELETE", "/api/v3/backup", Map.of("id", id), new byte[0], "");
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
