package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainHttpTest {
  @Test
  void aBodyOfKnownLengthIsReadAndNoMore() throws IOException {
    PlainHttp.Reply reply = read("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nhi there");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.reason()).isEqualTo("Conflict");
    assertThat(reply.body()).asString().isEqualTo("hi");
  }

  @Test
  void chunksAreJoined() throws IOException {
    String reply = "HTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n";
    assertThat(read(reply).body()).asString().isEqualTo("abc0123456789");
  }

  @Test
  void withoutALengthTheConnectionEndsTheBody() throws IOException {
    assertThat(read("HTTP/1.0 200 OK\r\n\r\nall of it").body()).asString().isEqualTo("all of it");
  }

  @Test
  void interimRepliesAreLeftOut() throws IOException {
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "SSH-2.0-x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 99999999999 x\r\n\r\n"})
  void aReplyThatIsNotWholeIsAnError(String bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void anyBytesGiveAReplyOrAnError() {
    long seed = Long.getLong("millrace.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] good = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(PlainHttp.read(new ByteArrayInputStream(bytes)).status()).isBetween(200, 999);
      } catch (IOException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void theRequestSaysWhatItCarries() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> request = CompletableFuture.supplyAsync(() -> answerOne(server));
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/a%20b?q=1%262");
      PlainHttp.Reply reply = PlainHttp.send(
          "POST", uri, Map.of("Authorization", "Bearer t"), Optional.of("body".getBytes(StandardCharsets.UTF_8)));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(request.join()).startsWith("POST /a%20b?q=1%262 HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort())
          .contains("\r\nAuthorization: Bearer t\r\n", "\r\nContent-Length: 4\r\n")
          .endsWith("\r\n\r\nbody");
    }
  }

  @Test
  void aHeaderCannotSmuggleAnother() {
    assertThatThrownBy(() -> PlainHttp.send(
        "GET", URI.create("http://127.0.0.1:1/"), Map.of("Authorization", "t\r\nX: y"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String answerOne(ServerSocket server) {
    try (Socket socket = server.accept()) {
      StringBuilder request = new StringBuilder();
      while (!request.toString().endsWith("\r\n\r\nbody")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        request.append((char) next);
      }
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return request.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PlainHttp.Reply read(String bytes) throws IOException {
    return PlainHttp.read(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)));
  }
}
