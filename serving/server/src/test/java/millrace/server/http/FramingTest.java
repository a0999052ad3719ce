package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests whose length can be read in two ways are refused whole: what a proxy in front of the server takes for a body
/// must never be a request here.
class FramingTest {
  private static final String INNER = "GET /inner HTTP/1.1\r\nHost: h\r\n\r\n";

  private final HttpListener listener = new HttpListener(new InetSocketAddress("127.0.0.1", 0), 1 << 20);
  private final AtomicInteger inner = new AtomicInteger();

  @BeforeEach
  void serve() {
    Router router = new Router();
    router.route("POST", "/x", (request, response) -> response.send(200, ContentTypes.TEXT, request.body()));
    router.route("GET", "/inner", (request, response) -> {
      inner.incrementAndGet();
      response.send(200, ContentTypes.TEXT, "inner");
    });
    listener.serve(new HttpService("c-1", RequestGate.OPEN, router));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0, 33\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: +0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0x0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551616\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nX: a\r\n Content-Length: 33\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length\r\n: 33\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-0\r\n\r\n",
    "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
    "POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: h\r\nX\0: y\r\nContent-Length: 0\r\n\r\n",
  })
  void whatCanBeReadInTwoWaysIsRefusedWithWhatFollows(String ambiguous) throws IOException {
    assertThat(answers(ambiguous + INNER)).matches("(?s)HTTP/1.1 (400|501) .*");
    assertThat(inner.get()).isZero();
  }

  @Test
  void whatIsPlainIsAnsweredWithWhatFollows() throws IOException {
    assertThat(answers("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + INNER)).contains("\r\n\r\nabc").endsWith("inner");
    assertThat(answers("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=\"y\"\r\nab\r\n001\r\nc\r\n0\r\nT: r\r\n\r\n" + INNER))
        .contains("\r\n\r\nabc").endsWith("inner");
    assertThat(inner.get()).isEqualTo(2);
  }

  @Test
  void headersThatNeverEndAreRefused() throws IOException {
    assertThat(answers("GET /inner HTTP/1.1\r\n" + "H: v\r\n".repeat(20_000))).startsWith("HTTP/1.1 431 ");
    assertThat(answers("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "T: v\r\n".repeat(20_000)))
        .matches("(?s)HTTP/1.1 4.. .*");
    assertThat(inner.get()).isZero();
  }

  private String answers(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.address().getPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
