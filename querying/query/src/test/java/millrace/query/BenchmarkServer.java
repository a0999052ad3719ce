package millrace.query;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// A server process with a data folder, asked over HTTP: Millrace as it was built, or an InfluxDB 1.x of the machine.
///
/// @param folder where its data stays when it stops
record BenchmarkServer(String name, Process process, String url, Path folder, HttpClient http) {
  /// An answer as far as it is compared: none is kept.
  record Answer(long bytes, long checksum) {}

  /// Starts the product of this checkout.
  static BenchmarkServer millrace(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path address = folder.resolve("address");
    Files.deleteIfExists(address);
    Process process =
        new ProcessBuilder(
                Path.of("influxdb3").toAbsolutePath().toString(),
                "serve", "--node-id", "bench", "--object-store", "file", "--data-dir", folder.toString(),
                "--http-bind", "127.0.0.1:0", "--without-auth", "--tcp-listener-file-path", address.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (process.isAlive() && (!Files.exists(address) || Files.readString(address).isBlank())) {
      Thread.sleep(Duration.ofMillis(100));
    }
    return ready("millrace", process, process.isAlive() ? "http://" + Files.readString(address).strip() : "", folder);
  }

  /// Starts the `influxd` that `MILLRACE_INFLUXD` names, or the path has.
  static Optional<BenchmarkServer> influx(Path folder) throws IOException, InterruptedException {
    Optional<Path> program =
        Optional.ofNullable(System.getenv("MILLRACE_INFLUXD")).map(Path::of)
            .or(() -> Stream.of(System.getenv("PATH").split(":")).map(p -> Path.of(p, "influxd"))
                .filter(Files::isExecutable).findFirst());
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    int port = freePort();
    Path settings = folder.resolve("influx.conf");
    Files.writeString(
        settings,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%2$d"
        [meta]
          dir = "%1$s/meta"
        [data]
          dir = "%1$s/data"
          wal-dir = "%1$s/wal"
          query-log-enabled = false
          cache-snapshot-write-cold-duration = "1s"
          compact-full-write-cold-duration = "5s"
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%3$d"
          log-enabled = false
          max-body-size = 0
        [logging]
          level = "error"
        """.formatted(folder, freePort(), port));
    Process process =
        new ProcessBuilder(program.get().toString(), "-config", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return Optional.of(ready("influxdb", process, "http://127.0.0.1:" + port, folder));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static BenchmarkServer ready(String name, Process process, String url, Path folder)
      throws InterruptedException {
    BenchmarkServer server = new BenchmarkServer(name, process, url, folder, HttpClient.newHttpClient());
    while (process.isAlive()) {
      try {
        if (server.status(HttpRequest.newBuilder(URI.create(url + "/ping"))) < 300) {
          return server;
        }
      } catch (IOException notYet) {
        // It is tried again.
      }
      Thread.sleep(Duration.ofMillis(100));
    }
    throw new IllegalStateException(name + " did not start, see the log in " + folder);
  }

  /// CPU time of the process and its children so far, in the system's hundredths of a second.
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Waits until the process hardly works any more: what was written has been merged.
  void settle() throws InterruptedException {
    Duration before = cpu();
    for (int quiet = 0; quiet < 3; ) {
      Thread.sleep(Duration.ofSeconds(3));
      Duration now = cpu();
      quiet = now.minus(before).toMillis() < 150 ? quiet + 1 : 0;
      before = now;
    }
  }

  void createDatabase() throws IOException, InterruptedException {
    status(
        HttpRequest.newBuilder(URI.create(url + "/query?q=CREATE+DATABASE+bench"))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  void write(byte[] lines) throws IOException, InterruptedException {
    int status =
        status(
            HttpRequest.newBuilder(URI.create(url + "/write?db=bench"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines)));
    if (status != 204) {
      throw new IllegalStateException(name + " refused lines with " + status);
    }
  }

  private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// Asks, and reads the answer to its end.
  Answer ask(String query, String parameters, String accept) throws IOException, InterruptedException {
    byte[] piece = new byte[1 << 16];
    CRC32C checksum = new CRC32C();
    long bytes = 0;
    try (InputStream body = open(query, parameters, accept)) {
      for (int size = body.read(piece); size >= 0; size = body.read(piece)) {
        checksum.update(piece, 0, size);
        bytes += size;
      }
    }
    return new Answer(bytes, checksum.getValue());
  }

  String text(String query) throws IOException, InterruptedException {
    try (InputStream body = open(query, "", "application/json")) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private InputStream open(String query, String parameters, String accept) throws IOException, InterruptedException {
    URI address =
        URI.create(url + "/query?db=bench&epoch=ns" + parameters + "&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    return http
        .send(HttpRequest.newBuilder(address).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  void stop() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().join();
  }
}
