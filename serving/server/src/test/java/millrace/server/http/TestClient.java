package millrace.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Calls a listener on this machine, for tests.
public final class TestClient implements AutoCloseable {
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public TestClient(InetSocketAddress address) {
    base = "http://127.0.0.1:" + address.getPort();
  }

  public int port() {
    return URI.create(base).getPort();
  }

  /// @param headers names and values by turns
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(URI.create(base + path))
        .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  public HttpResponse<String> postJson(String path, String body) {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  @Override
  public void close() {
    client.close();
  }
}
