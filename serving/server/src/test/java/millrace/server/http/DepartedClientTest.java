package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A handler learns that its client is gone while it has nothing to send.
class DepartedClientTest {
  private final HttpListener listener = new HttpListener(new InetSocketAddress("127.0.0.1", 0), 1 << 20);
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  @BeforeEach
  void serve() {
    Router router = new Router();
    router.route("POST", "/patient", (request, response) -> {
      byte[] body = request.body();
      request.whenGone(gone::countDown);
      running.countDown();
      await(gone);
      response.send(200, ContentTypes.TEXT, body);
    });
    router.route("POST", "/quick", (request, response) -> {
      byte[] body = request.body();
      request.whenGone(gone::countDown);
      response.send(200, ContentTypes.TEXT, body);
    });
    listener.serve(new HttpService("c-1", RequestGate.OPEN, router));
  }

  @AfterEach
  void close() {
    gone.countDown();
    listener.close();
  }

  @Test
  void aClosedConnectionIsNoticed() throws Exception {
    try (Socket socket = socket()) {
      send(socket, post("/patient", "x"));
      await(running);
    }
    await(gone);
  }

  @Test
  void aResetStreamIsNoticed() throws Exception {
    try (Socket socket = socket()) {
      send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0"
          // POST /patient, authority h, without a body: static names, literal values.
          + "\0\0\17\1\5\0\0\0\1" + "\u0083\u0086\104\10/patient\101\1h");
      await(running);
      send(socket, "\0\0\4\3\0\0\0\0\1" + "\0\0\0\10");
      await(gone);
    }
  }

  @Test
  void whatIsSentAheadOfAnAnswerIsTheNextRequest() throws Exception {
    try (Socket socket = socket()) {
      send(socket, post("/patient", "one"));
      await(running);
      send(socket, post("/quick", "two") + post("/quick", "3".repeat(40_000)));
      // Seen only after everything sent before it.
      socket.shutdownOutput();
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).containsSubsequence("\r\n\r\none", "\r\n\r\ntwo", "\r\n\r\n333");
    }
  }

  @Test
  void whoIsStillThereIsNotTakenForGone() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 50; i++) {
        String text = "request " + i;
        java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(uri("/quick"))
            .version(HttpClient.Version.HTTP_1_1).POST(java.net.http.HttpRequest.BodyPublishers.ofString(text)).build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo(text);
      }
      CompletableFuture<?> patient = client.sendAsync(
          java.net.http.HttpRequest.newBuilder(uri("/patient")).POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")).build(),
          BodyHandlers.ofString());
      await(running);
      assertThat(gone.getCount()).isOne();
      patient.cancel(true);
      await(gone);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.address().getPort() + path);
  }

  private Socket socket() throws IOException {
    return new Socket("127.0.0.1", listener.address().getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String post(String path, String body) {
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
