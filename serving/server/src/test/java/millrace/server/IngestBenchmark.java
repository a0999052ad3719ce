package millrace.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How many lines of ten fields a second go from HTTP to durable, beside InfluxDB 1.6 on the same batches in one run?
/// Expected from the sketch: 1 million on two cores, 15 times InfluxDB; parsing is a third of the CPU, encoding the log,
/// the body's way through HTTP and the buffer share the rest.
///
/// Two clients post prepared bodies of 5000 lines over plain sockets to `/write`; each answer says that its body is synced.
/// A body that is sent again has later times, so that every line is a new row, as it is with clients that measure things.
/// Servers run as processes, one after the other, each first warmed up with the first third of the bodies. Lines a second
/// are by the wall, and by the server's own CPU time, which a busy machine disturbs less. InfluxDB is `influxd` of the
/// variable `MILLRACE_INFLUXD` or of the PATH; without one only Millrace is measured.
///
/// `MILLRACE_INGEST_BODIES` (300) changes the length, `MILLRACE_INGEST_JAVA` adds options for the server's Java machine.
final class IngestBenchmark {
  private static final int LINES = 5000;
  private static final int SERIES = 1000;
  private static final int CLIENTS = 2;
  private static final int DISTINCT_BODIES = 60;
  private static final int BODIES = Integer.parseInt(System.getenv().getOrDefault("MILLRACE_INGEST_BODIES", "300"));
  private static final long FIRST_NANOS = 1_700_000_000_000_000_000L;
  private static final long STEP_NANOS = 10_000_000_000L;
  /// Stands in prepared bodies where a time goes.
  private static final String TIME = "0000000000000000000";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(7);
  private final Path folder;

  private IngestBenchmark(Path folder) {
    this.folder = folder;
  }

  /// Prints a line for each server and shape, and the ratio.
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("ingest");
    try {
      IngestBenchmark benchmark = new IngestBenchmark(folder);
      benchmark.compare("10 tags, 10 integers", 10, () -> benchmark.random.nextInt(101) + "i");
      benchmark.compare("2 tags, 10 floats of two decimals", 2, () -> benchmark.random.nextInt(10_000) / 100.0 + "");
      benchmark.compare("2 tags, 10 floats of 16 digits", 2, () -> Double.toString(100 * benchmark.random.nextDouble()));
    } finally {
      remove(folder);
    }
  }

  /// What a run gave.
  ///
  /// @param wallRate lines a second by the wall
  /// @param cpuRate lines a second of the server's CPU time
  private record Rates(double wallRate, double cpuRate) {}

  private void compare(String shape, int tags, Supplier<String> value) throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < DISTINCT_BODIES; i++) {
      bodies.add(body(tags, value));
    }
    Rates ours = measure("Millrace", shape, startMillrace(), bodies);
    Optional<Path> influxd = influxd();
    if (influxd.isEmpty()) {
      System.out.println("no influxd in MILLRACE_INFLUXD or on the PATH: nothing to compare with");
      return;
    }
    Rates theirs = measure("InfluxDB 1.x", shape, startInflux(influxd.get()), bodies);
    System.out.printf(Locale.ROOT, "%s: ratio %.1f by the wall, %.1f by server CPU%n%n", shape,
        ours.wallRate / theirs.wallRate, ours.cpuRate / theirs.cpuRate);
  }

  private record Running(Process process, int port) {}

  private Rates measure(String name, String shape, Running server, List<byte[]> bodies) throws Exception {
    try {
      post(server.port, "/query?q=CREATE+DATABASE+bench", new byte[0]);
      send(server.port, bodies, 0, BODIES / 3);
      long cpu = cpuNanos(server.process);
      long began = System.nanoTime();
      send(server.port, bodies, BODIES / 3, BODIES / 3 + BODIES);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpuSeconds = (cpuNanos(server.process) - cpu) / 1e9;
      double lines = (double) LINES * BODIES;
      System.out.printf(
          Locale.ROOT, "%-13s %-34s %9.0f lines/s  %9.0f lines per CPU second  %.0f MB/s%n", name, shape, lines / seconds,
          lines / cpuSeconds, lines / seconds * bodies.getFirst().length / LINES / 1e6);
      return new Rates(lines / seconds, lines / cpuSeconds);
    } finally {
      server.process.destroy();
      if (!server.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        server.process.destroyForcibly();
      }
    }
  }

  private static long cpuNanos(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static void send(int port, List<byte[]> bodies, int from, int to) throws InterruptedException {
    AtomicInteger next = new AtomicInteger(from);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofPlatform().start(() -> {
        try (Connection connection = new Connection(port)) {
          for (int number = next.getAndIncrement(); number < to; number = next.getAndIncrement()) {
            byte[] body = bodies.get(number % bodies.size()).clone();
            setTimes(body, number);
            connection.post("/write?db=bench&precision=ns", body);
          }
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void post(int port, String path, byte[] body) throws IOException {
    try (Connection connection = new Connection(port)) {
      connection.post(path, body);
    }
  }

  /// One connection that is kept; answers are small.
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      out = socket.getOutputStream();
      in = socket.getInputStream();
    }

    void post(String path, byte[] body) throws IOException {
      String head = "POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Length: " + body.length + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed after: " + answer);
        }
        answer.append((char) next);
      }
      if (!answer.toString().startsWith("HTTP/1.1 20")) {
        throw new IOException("refused: " + answer);
      }
      int at = answer.toString().toLowerCase(Locale.ROOT).indexOf("content-length: ");
      long length = at < 0 ? 0 : Long.parseLong(answer.substring(at + 16, answer.indexOf("\r\n", at)));
      in.skipNBytes(length);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Running startMillrace() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory(folder, "millrace");
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx3g", "--enable-native-access=ALL-UNNAMED"));
    Optional.ofNullable(System.getenv("MILLRACE_INGEST_JAVA")).ifPresent(options -> command.addAll(List.of(options.split(" "))));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "millrace.server.Serve", "--node-id", "n",
        "--object-store", "file", "--data-dir", data.resolve("data").toString(), "--http-bind", "127.0.0.1:" + port,
        "--without-auth", "--log-filter", "warn"));
    return started(new ProcessBuilder(command), data, port);
  }

  private Running startInflux(Path influxd) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory(folder, "influx");
    int port = freePort();
    String configuration = """
        reporting-disabled = true
        bind-address = "127.0.0.1:%d"
        [meta]
          dir = "%3$s/meta"
        [data]
          dir = "%3$s/data"
          wal-dir = "%3$s/wal"
          index-version = "inmem"
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%2$d"
          log-enabled = false
          max-body-size = 0
        [logging]
          level = "error"
        """.formatted(freePort(), port, data);
    Path file = Files.writeString(data.resolve("influx.conf"), configuration);
    return started(new ProcessBuilder(influxd.toString(), "-config", file.toString()), data, port);
  }

  private static Running started(ProcessBuilder builder, Path data, int port) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).redirectOutput(data.resolve("log").toFile()).start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        post(port, "/query?q=SHOW+DATABASES", new byte[0]);
        return new Running(process, port);
      } catch (IOException starting) {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
    process.destroyForcibly();
    throw new IOException("a server did not start:\n" + Files.readString(data.resolve("log")));
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> influxd() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("MILLRACE_INFLUXD")).map(Path::of),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(part -> Path.of(part, "influxd")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Puts the times of the body that is sent as the `number`th at the ends of its lines.
  private static void setTimes(byte[] body, int number) {
    int line = 0;
    for (int end = TIME.length() + 1; end < body.length; end++) {
      if (body[end] == '\n') {
        long time = FIRST_NANOS + ((long) number * LINES + line++) / SERIES * STEP_NANOS;
        for (int digit = end - 1; digit >= end - TIME.length(); digit--, time /= 10) {
          body[digit] = (byte) ('0' + time % 10);
        }
        end += TIME.length();
      }
    }
  }

  private byte[] body(int tags, Supplier<String> value) {
    StringBuilder body = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      int series = line % SERIES;
      body.append("cpu,hostname=host_").append(series);
      for (int tag = 1; tag < tags; tag++) {
        body.append(",tag_number_").append(tag).append("=value-").append((series * tag) % 37);
      }
      for (int field = 0; field < 10; field++) {
        body.append(field == 0 ? ' ' : ',').append("usage_field_").append(field).append('=').append(value.get());
      }
      body.append(' ').append(TIME).append('\n');
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
