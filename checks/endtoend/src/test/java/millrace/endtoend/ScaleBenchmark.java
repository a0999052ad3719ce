package millrace.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Does a server with a small heap hold a million series? Loads `SERIES` series of `POINTS` points as line protocol over
/// HTTP, every series at each step of time, as collectors write; waits until the files are merged; asks for one series
/// and for all; restarts and asks again. Prints times, and the largest resident memory of the process.
///
/// The variables `MILLRACE_SCALE_SERIES`, `_POINTS`, `_WRITERS`, `_JAVA` (options of the server's Java machine) and
/// `_FOLDER` (kept when given) change it; the full size is 1,000,000 series of 100 points under `-Xmx2g`.
final class ScaleBenchmark {
  private static final int SERIES = number("SERIES", 100_000);
  private static final int POINTS = number("POINTS", 100);
  private static final int WRITERS = number("WRITERS", 2);
  private static final int LINES_A_REQUEST = 10_000;
  private static final long START_NANOS = 1_700_000_000_000_000_000L;
  private static final long STEP_NANOS = 10_000_000_000L;
  private static final String ONE_SERIES =
      "SELECT count(usage), mean(usage) FROM cpu WHERE host = '" + host(SERIES / 2) + "'";

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TestServer server;

  private ScaleBenchmark(TestServer server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = System.getenv("MILLRACE_SCALE_FOLDER") == null
        ? Files.createTempDirectory("scale")
        : Files.createDirectories(Path.of(System.getenv("MILLRACE_SCALE_FOLDER")));
    String java = System.getenv().getOrDefault("MILLRACE_SCALE_JAVA", "-Xmx2g");
    System.out.printf("%d series of %d points, %d writers, java %s, folder %s%n", SERIES, POINTS, WRITERS, java, folder);
    try (TestServer server = TestServer.open(folder, Map.of("INFLUXDB3_JAVA_OPTIONS", java))) {
      new ScaleBenchmark(server).run();
    }
  }

  private void run() throws Exception {
    server.influxql("", "CREATE DATABASE scale");
    long began = System.nanoTime();
    load();
    double seconds = seconds(began);
    report("loaded in %.1f s, %.0f lines/s", seconds, (double) SERIES * POINTS / seconds);
    ask("one series while files are merged", ONE_SERIES);
    long loaded = System.nanoTime();
    int files = awaitQuiet();
    report("merged %.1f s later into %d files", seconds(loaded), files);
    askAll();
    long stopping = System.nanoTime();
    server.stop();
    report("stopped in %.1f s", seconds(stopping));
    long starting = System.nanoTime();
    server.start();
    report("started again in %.1f s", seconds(starting));
    askAll();
  }

  private void askAll() throws IOException {
    ask("one series, first time", ONE_SERIES);
    ask("one series, second time", ONE_SERIES);
    ask("one aggregate over all series", "SELECT count(usage), mean(usage) FROM cpu");
    ask("number of series by tag", "SHOW TAG VALUES CARDINALITY WITH KEY = rack");
  }

  private void load() throws InterruptedException {
    AtomicLong next = new AtomicLong();
    AtomicInteger refused = new AtomicInteger();
    Thread[] writers = new Thread[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
      writers[i] = Thread.ofPlatform().start(() -> write(next, refused));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    report("%d requests had to be repeated", refused.get());
  }

  private void write(AtomicLong next, AtomicInteger refused) {
    long requests = ((long) SERIES * POINTS + LINES_A_REQUEST - 1) / LINES_A_REQUEST;
    ByteArrayOutputStream body = new ByteArrayOutputStream(LINES_A_REQUEST * 80);
    for (long request = next.getAndIncrement(); request < requests; request = next.getAndIncrement()) {
      fill(body, request * LINES_A_REQUEST, Math.min((request + 1) * LINES_A_REQUEST, (long) SERIES * POINTS));
      while (!post(body.toByteArray())) {
        refused.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
      if (request % Math.max(1, requests / 20) == 0) {
        report("%d%% sent", request * 100 / requests);
      }
    }
  }

  private static void fill(ByteArrayOutputStream body, long from, long to) {
    body.reset();
    StringBuilder line = new StringBuilder(96);
    for (long point = from; point < to; point++) {
      int series = (int) (point % SERIES);
      long step = point / SERIES;
      line.setLength(0);
      line.append("cpu,host=").append(host(series)).append(",rack=r").append(series % 1000).append(",region=eu-")
          .append(series % 10).append(" usage=").append((series * 31L + step * 17) % 1000 / 10.0).append(' ')
          .append(START_NANOS + step * STEP_NANOS).append('\n');
      byte[] bytes = line.toString().getBytes(StandardCharsets.ISO_8859_1);
      body.write(bytes, 0, bytes.length);
    }
  }

  private static String host(int series) {
    return "server-" + series;
  }

  /// @return whether it was taken; 503 means later
  private boolean post(byte[] body) {
    HttpRequest request = HttpRequest.newBuilder(
            URI.create(server.url() + "/api/v3/write_lp?db=scale&precision=nanosecond"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 204 || answer.statusCode() == 503) {
        return answer.statusCode() == 204;
      }
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("the server is gone:\n" + server.log(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits until the list of files has been the same for ten seconds.
  private int awaitQuiet() throws IOException {
    String before = "";
    for (int same = 0; same < 10; ) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      String now = files();
      same = now.equals(before) ? same + 1 : 0;
      before = now;
    }
    return before.isEmpty() ? 0 : before.split(",").length;
  }

  private String files() throws IOException {
    return String.join(",", server.dataFiles().stream().map(Path::toString).toList());
  }

  private void ask(String what, String query) throws IOException {
    long began = System.nanoTime();
    TestServer.Answer answer = server.influxql("scale", query);
    double millis = seconds(began) * 1e3;
    String body = answer.body().strip();
    report("%s: %.1f ms: %s", what, millis, body.substring(0, Math.min(160, body.length())));
  }

  private void report(String format, Object... values) {
    System.out.printf(
        Locale.ROOT, "%s; %d MB resident, %d MB at most%n", String.format(Locale.ROOT, format, values), memory("VmRSS"),
        memory("VmHWM"));
  }

  private long memory(String line) {
    try {
      return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
          .filter(found -> found.startsWith(line + ":"))
          .mapToLong(found -> Long.parseLong(found.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static int number(String name, int usual) {
    String given = System.getenv("MILLRACE_SCALE_" + name);
    return given == null ? usual : Integer.parseInt(given);
  }
}
