package millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// Answers writes as a test says, and keeps their bodies.
final class WriteServer implements AutoCloseable {
  /// @param body of the answer
  record Reply(int status, String body) {}

  private final HttpServer server;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> stored = Collections.synchronizedList(new ArrayList<>());

  WriteServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /// What is answered next, before the server goes back to 204.
  void next(int status, String body) {
    replies.add(new Reply(status, body));
  }

  List<String> bodies() {
    return bodies;
  }

  /// Bodies that were answered with 204.
  List<String> stored() {
    return stored;
  }

  Api api() {
    return new Api("http://127.0.0.1:" + server.getAddress().getPort(), java.util.Optional.empty(), java.util.Optional.empty(), false);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(sent);
      Reply reply = replies.isEmpty() ? new Reply(204, "") : replies.poll();
      if (reply.status() == 204) {
        stored.add(sent);
      }
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
