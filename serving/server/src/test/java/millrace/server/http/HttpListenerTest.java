package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
  private static final int LIMIT = 1 << 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpListener listener = new HttpListener(new InetSocketAddress("127.0.0.1", 0), LIMIT);
  private final Router router = new Router();

  @BeforeEach
  void echo() {
    router.route("POST", "/echo", (request, response) -> response.send(200, ContentTypes.TEXT, request.body()));
  }

  @AfterEach
  void close() {
    client.close();
    listener.close();
  }

  @Test
  void answersUnavailableUntilItServes() throws Exception {
    HttpResponse<String> answer = get("/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"error\":\"server is starting\"}");
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
  }

  @Test
  void everyAnswerCarriesTheClusterIdAndOrigin() throws Exception {
    serve();
    HttpResponse<String> answer = get("/nowhere");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("Not found");
    assertThat(answer.headers().firstValue("cluster-uuid")).contains("c-1");
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
  }

  @Test
  void optionsNeedsNoRouteAndNoToken() throws Exception {
    listener.serve(
        new HttpService(
            "c-1",
            request -> {
              throw HttpFault.text(401, "no");
            },
            router));
    HttpResponse<String> answer = send("OPTIONS", "/api/v3/write_lp", new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("*");
    assertThat(answer.headers().firstValue("access-control-max-age")).contains("86400");
    assertThat(get("/echo").statusCode()).isEqualTo(401);
  }

  @Test
  void knownPathWithAnotherMethodIsNotFound() throws Exception {
    serve();
    assertThat(get("/echo").statusCode()).isEqualTo(404);
    assertThat(send("HEAD", "/echo", new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    router.route("GET", "/text", (request, response) -> response.send(200, ContentTypes.TEXT, "twelve bytes"));
    router.route("GET", "/long", (request, response) -> response.send(200, ContentTypes.TEXT, new byte[1 << 18]));
    serve();
    assertThat(raw("HEAD /text HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200").contains("Content-Length: 12").endsWith("\r\n\r\n");
    assertThat(raw("HEAD /long HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    assertThat(send("HEAD", "/nowhere", new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void oneTrailingSlashIsForgiven() throws Exception {
    serve();
    assertThat(post("/echo/", "x").body()).isEqualTo("x");
    assertThat(post("/echo//", "x").statusCode()).isEqualTo(404);
  }

  @Test
  void prefixRoutesSeeThePathAsSent() throws Exception {
    router.routeBelow("GET", "/below/", ErrorShape.TEXT, (request, response, _) -> response.send(200, "text/x", request.path()));
    serve();
    assertThat(raw("GET /below/a/../%61%2f..;x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200").endsWith("/below/a/../%61%2f..;x");
  }

  @Test
  void bodiesOverTheLimitAreRefused() throws Exception {
    serve();
    HttpResponse<String> answer = client.send(request("/echo")
        .POST(BodyPublishers.ofByteArray(new byte[LIMIT + 1])).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("max request size (1048576 bytes) exceeded");
    assertThat(post("/echo", "x".repeat(LIMIT)).body()).hasSize(LIMIT);
  }

  @Test
  void whoSendsEverythingBeforeReadingHearsTheRefusalToo() throws Exception {
    serve();
    int length = 12 * LIMIT;
    String head = "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    assertThat(raw(head + "x".repeat(length)))
        .startsWith("HTTP/1.1 413 ").endsWith("max request size (1048576 bytes) exceeded");
  }

  @Test
  void whatCannotBeReadEndsTheConnectionAndSaysSo() throws Exception {
    serve();
    assertThat(raw("POST /a%00b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 400 ").containsIgnoringCase("\r\nconnection: close\r\n").endsWith("{\"error\":\"Bad Request\"}");
  }

  @Test
  void whoAsksBeforeSendingTooMuchIsRefusedWithoutSending() throws Exception {
    serve();
    assertThat(raw("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: " + 2 * LIMIT + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void chunkedBodiesOverTheLimitAreRefused() throws Exception {
    serve();
    byte[] large = new byte[LIMIT + 1];
    HttpResponse<String> answer = client.send(request("/echo")
        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void gzipBodiesOfSeveralMembersAreReadWhole() throws Exception {
    serve();
    byte[] first = gzip("one ".getBytes(StandardCharsets.UTF_8));
    byte[] second = gzip("two".getBytes(StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertThat(postEncoded("gzip", both).body()).isEqualTo("one two");
  }

  @Test
  void gzipBombsAreRefused() throws Exception {
    serve();
    assertThat(postEncoded("gzip", gzip(new byte[LIMIT + 1])).statusCode()).isEqualTo(413);
    assertThat(postEncoded("gzip", gzip(new byte[LIMIT])).body()).hasSize(LIMIT);
  }

  @Test
  void brokenGzipIsTheCallersMistake() throws Exception {
    serve();
    byte[] whole = gzip("some text that is long enough".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> cut = postEncoded("gzip", Arrays.copyOf(whole, whole.length - 9));
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(cut.body()).isEqualTo("error decoding gzip stream: unexpected end of file");
    whole[whole.length - 6] ^= 1;
    assertThat(postEncoded("gzip", whole).body()).isEqualTo("error decoding gzip stream: checksum differs");
    assertThat(postEncoded("gzip", "text".getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyNobodyReadsDoesNotEndTheConnection() throws Exception {
    serve();
    try (Socket socket = new Socket("127.0.0.1", listener.address().getPort())) {
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        Thread.yield();
        socket.getOutputStream().write("body".getBytes(StandardCharsets.US_ASCII));
      }
      socket.shutdownOutput();
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(4);
    }
  }

  @Test
  void anAnnouncedBodyTakesNoMemoryBeforeItComes() throws Exception {
    byte[] sent = new byte[300_000];
    AtomicInteger largest = new AtomicInteger();
    InputStream slow = new ByteArrayInputStream(sent) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        largest.accumulateAndGet(target.length, Math::max);
        return super.read(target, offset, Math.min(length, 1000));
      }
    };
    assertThat(whole(new RequestBody(1 << 30).read(slow, 1 << 29, "", false))).isEqualTo(sent);
    assertThat(largest.get()).isLessThanOrEqualTo(4 * sent.length);
    assertThat(whole(new RequestBody(LIMIT).read(new ByteArrayInputStream(sent), sent.length, "", false))).isEqualTo(sent);
  }

  private static byte[] whole(millrace.server.http.HttpRequest.BodyBytes body) {
    return Arrays.copyOf(body.bytes(), body.length());
  }

  @Test
  void brokenHttpIsAnsweredLikeAnyOtherMistake() throws Exception {
    serve();
    for (String broken : new String[] {
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\nx",
        "GET /echo HTTP/9.9\r\n\r\n",
        "GET /" + "a".repeat(1 << 17) + " HTTP/1.1\r\nHost: h\r\n\r\n"}) {
      String answer = raw(broken);
      assertThat(answer).matches("(?s)HTTP/1.1 (4..|505) .*")
          .doesNotContainIgnoringCase("<html").doesNotContainIgnoringCase("jetty");
      assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).startsWith("{\"error\":");
    }
  }

  @Test
  void otherEncodingsAreRefused() throws Exception {
    serve();
    HttpResponse<String> answer = postEncoded("deflate", new byte[] {1});
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("unacceptable content-encoding: deflate");
    assertThat(postEncoded("identity", new byte[] {'a'}).body()).isEqualTo("a");
  }

  @Test
  void errorsTakeTheShapeOfTheRoute() throws Exception {
    for (ErrorShape shape : ErrorShape.values()) {
      router.route("GET", "/" + shape, shape, (request, response) -> {
        throw new MillraceException(ErrorCode.NOT_FOUND, "no \"x\"");
      });
    }
    serve();
    assertThat(get("/TEXT").body()).isEqualTo("no \"x\"");
    assertThat(get("/JSON").body()).isEqualTo("{\"error\":\"no \\\"x\\\"\"}");
    assertThat(get("/V1").body()).isEqualTo("{\"error\":\"no \\\"x\\\"\"}\n");
    assertThat(get("/V1").headers().firstValue("x-influxdb-error")).contains("no \"x\"");
    assertThat(get("/V2").body()).isEqualTo("{\"code\":\"not found\",\"message\":\"no \\\"x\\\"\"}");
    assertThat(get("/V2").statusCode()).isEqualTo(404);
  }

  @Test
  void ourMistakesDoNotLeakTheirText() throws Exception {
    router.route("GET", "/bug", (request, response) -> {
      response.body().write(1);
      throw new IllegalStateException("secret");
    });
    serve();
    HttpResponse<String> answer = get("/bug");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("internal error");
    assertThat(answer.headers().firstValue("cluster-uuid")).contains("c-1");
  }

  @Test
  void whatNestsTooDeeplyIsTheCallersMistake() throws Exception {
    router.route("GET", "/deep", ErrorShape.V1, (request, response) -> {
      throw new StackOverflowError();
    });
    serve();
    HttpResponse<String> answer = get("/deep");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"the statement nests too deeply\"}\n");
  }

  @Test
  void aLateFailureCutsTheConnection() throws Exception {
    router.route("GET", "/late", (request, response) -> {
      response.body().write(new byte[1 << 17]);
      throw new IllegalStateException("too late");
    });
    serve();
    assertThatThrownBy(() -> get("/late")).isInstanceOf(IOException.class);
  }

  @Test
  void speaksHttp2WithPriorKnowledgeAndByUpgrade() throws Exception {
    serve();
    HttpResponse<String> upgraded = post("/echo", "x");
    assertThat(upgraded.body()).isEqualTo("x");
    assertThat(post("/echo", "y").body()).isEqualTo("y");
    try (Socket socket = new Socket("127.0.0.1", listener.address().getPort())) {
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      byte[] frame = socket.getInputStream().readNBytes(9);
      assertThat(frame[3]).as("type of the first frame: SETTINGS").isEqualTo((byte) 4);
    }
  }

  @Test
  void drainingWaitsForRunningRequests() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    router.route("GET", "/slow", (request, response) -> {
      running.countDown();
      await(release);
      response.send(200, ContentTypes.TEXT, "done");
    });
    serve();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    Thread drain = Thread.ofVirtual().start(() -> listener.drain(Duration.ofSeconds(30)));
    release.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
    drain.join();
    assertThatThrownBy(() -> get("/slow")).isInstanceOf(IOException.class);
  }

  @Test
  void aTakenAddressIsNamed() {
    assertThatThrownBy(() -> new HttpListener(listener.address(), LIMIT))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("Failed to bind address: 127.0.0.1:" + listener.address().getPort());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void serve() {
    listener.serve(new HttpService("c-1", RequestGate.OPEN, router));
  }

  private java.net.http.HttpRequest.Builder request(String path) {
    return java.net.http.HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + listener.address().getPort() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
    return client.send(
        request(path).method(method, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> postEncoded(String encoding, byte[] body) throws Exception {
    return client.send(
        request("/echo").header("Content-Encoding", encoding).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }

  private String raw(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.address().getPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
