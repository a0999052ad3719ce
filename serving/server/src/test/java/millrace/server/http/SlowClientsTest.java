package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that send too slowly, or open requests only to take them back.
class SlowClientsTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int SILENCE_MILLIS = 60_000;
  private static final int GO_AWAY = 7;
  private static final int PROTOCOL_ERROR = 1;
  private static final int ENHANCE_YOUR_CALM = 11;

  private final AtomicLong served = new AtomicLong();
  private final HttpListener listener = new HttpListener(
      new InetSocketAddress("127.0.0.1", 0), 1 << 20, Optional.empty(), new Patience(SOON, SOON, 1_000_000, SOON));

  @BeforeEach
  void serve() {
    Router router = new Router();
    router.route("POST", "/echo", (request, response) -> response.send(200, ContentTypes.TEXT, request.body()));
    router.route("POST", "/unread", (_, response) -> response.send(200, ContentTypes.TEXT, "answered"));
    router.route("GET", "/", (_, response) -> {
      served.incrementAndGet();
      response.send(200, ContentTypes.TEXT, "x".repeat(1 << 16));
    });
    listener.serve(new HttpService("c-1", RequestGate.OPEN, router));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void bodiesThatStopAreAnsweredAndTheirConnectionsEnded() throws Exception {
    List<Socket> begun = begin("POST /echo HTTP/1.1\r\nHost: h\r\n", "Content-Length: 100\r\n\r\nm f=1",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nm f=1\r\n", "Content-Length: 5\r\n\r\n");
    for (Socket socket : begun) {
      assertThat(toEnd(socket)).startsWith("HTTP/1.1 408 ").containsIgnoringCase("\r\nconnection: close\r\n")
          .endsWith("the request body comes too slowly");
    }
    assertAnswers();
  }

  @Test
  void aBodyNobodyReadsHoldsTheConnectionNoLonger() throws Exception {
    for (Socket socket : begin("POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nm f=1", "")) {
      assertThat(toEnd(socket)).startsWith("HTTP/1.1 200 ").endsWith("answered");
    }
    assertAnswers();
  }

  /// One that was answered before may be silent meanwhile.
  @Test
  void headersThatNeverEndEndTheConnection() throws Exception {
    try (Socket answered = connect()) {
      String request = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
      for (int i = 0; i < 2; i++) {
        send(answered, request);
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\nhi")) {
          int next = answered.getInputStream().read();
          assertThat(next).as("answer after %s", answer).isNotNegative();
          answer.append((char) next);
        }
        if (i == 0) {
          for (Socket socket : begin("", "G", "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ", "PRI * HTTP/2.0\r\n")) {
            assertThat(toEnd(socket)).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void whatIsSlowIsTold() {
    Patience usual = Patience.USUAL;
    long second = 1_000_000_000L;
    assertThat(usual.isHeadLate(29 * second)).isFalse();
    assertThat(usual.isHeadLate(31 * second)).isTrue();
    assertThat(usual.isBodyLate(0, 29 * second, 29 * second)).isFalse();
    assertThat(usual.isBodyLate(0, 31 * second, 31 * second)).isTrue();
    assertThat(usual.isBodyLate(500 * 60, 89 * second, second)).as("500 bytes a second, and 30 seconds").isFalse();
    assertThat(usual.isBodyLate(500 * 60, 91 * second, second)).isTrue();
    assertThat(usual.isBodyLate(10 << 20, 100 * second, 59 * second)).isFalse();
    assertThat(usual.isBodyLate(10 << 20, 100 * second, 61 * second)).as("much, and then nothing").isTrue();
  }

  @Test
  void aBodyIsLateWhenItIsSoTwiceInARow() throws IOException {
    AtomicLong now = new AtomicLong();
    Uploads uploads = new Uploads(new Patience(SOON, SOON, 1000, SOON), now::get);
    try (Uploads.Upload upload = uploads.begin(new ByteArrayInputStream(new byte[100]))) {
      now.addAndGet(SOON.toNanos() + 1);
      uploads.look();
      assertThat(upload.read(new byte[60])).as("this process stood still, and goes on").isEqualTo(60);
      uploads.look();
      now.addAndGet(SOON.toNanos() + 60_000_000);
      uploads.look();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      uploads.look();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(upload.read(new byte[60])).as("nothing more is read").isEqualTo(-1);
    }
    assertThat(Thread.currentThread().isInterrupted()).as("an interruption that nobody wants any more").isFalse();
  }

  /// Streams that are opened and reset by their client, and those the server has to reset because of a frame that follows.
  @ParameterizedTest
  @ValueSource(strings = {"\0\0\4\3\0%s\0\0\0\10", "\0\0\4\10\0%s\0\0\0\0", "\0\0\5\2\0%1$s%1$s\0"})
  void streamsThatAreTakenBackAtOnceEndTheConnection(String frame) throws Exception {
    int streams = 20_000;
    try (Socket socket = connect()) {
      Thread sender = Thread.startVirtualThread(() -> sendStreams(socket, streams, frame));
      assertThat(goAway(new DataInputStream(socket.getInputStream()))).isIn(PROTOCOL_ERROR, ENHANCE_YOUR_CALM);
      assertThat(served.get()).as("requests that were served for nothing").isLessThan(streams / 4);
      sender.join();
    }
    assertAnswers();
  }

  private static void sendStreams(Socket socket, int streams, String frame) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder frames = new StringBuilder();
      for (int stream = 1; stream < 2 * streams; stream += 2) {
        String id = "\0" + (char) (stream >> 16) + (char) (stream >> 8 & 0xff) + (char) (stream & 0xff);
        frames.append("\0\0\3\1\5").append(id).append("\u0082\u0086\u0084").append(String.format(Locale.ROOT, frame, id));
      }
      out.write(frames.toString().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException ended) {
      // As the server should.
    }
  }

  /// Reads frames until the server says why it ends the connection.
  ///
  /// @return the error code
  private static int goAway(DataInputStream in) throws IOException {
    while (true) {
      int lengthAndType = in.readInt();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(lengthAndType >>> 8);
      if ((lengthAndType & 0xff) == GO_AWAY) {
        return ByteBuffer.wrap(payload).getInt(4);
      }
    }
  }

  /// Connections that have sent a beginning and one of the rests.
  private List<Socket> begin(String beginning, String... rests) throws IOException {
    List<Socket> begun = new ArrayList<>();
    for (String rest : rests) {
      Socket socket = connect();
      send(socket, beginning + rest);
      begun.add(socket);
    }
    return begun;
  }

  private void assertAnswers() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(toEnd(socket)).startsWith("HTTP/1.1 200 ").endsWith("hi");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", listener.address().getPort());
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Reads to the end, and closes.
  private static String toEnd(Socket socket) throws IOException {
    try (socket) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
