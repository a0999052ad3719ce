package millrace.query;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// How does Millrace answer beside InfluxDB 1.x, the same data and queries, both servers of this run? Aggregates by
/// time and tag and last points are expected at ten times the other's speed, raw export at four times.
///
/// `BENCH_POINTS` says how many values are written (4 million unless set). The other server is `MILLRACE_INFLUXD`, or
/// `influxd` on the path; without it only Millrace is measured. Build the product first. CPU time is that of the
/// server's process: on a busy machine it says more than the time a client waits.
final class QueryBenchmark {
  private static final int HOSTS = 1000;

  /// How long a query is repeated, and how often at least: the first rounds warm the compiler up.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int LEAST_ROUNDS = 3;
  private static final long START = 1_699_488_000L;
  private static final long STEP = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final long rowsPerHost;

  private QueryBenchmark(long points) {
    this.rowsPerHost = Math.max(20, points / HOSTS / 2);
  }

  /// A running server.
  private record Server(String name, Process process, String url) {
    Duration cpu() {
      return Stream.concat(Stream.of(process.toHandle()), process.descendants())
          .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
          .reduce(Duration.ZERO, Duration::plus);
    }

    void stop() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().join();
    }
  }

  /// What a query took, each the least of some rounds.
  private record Cost(double wallMillis, double cpuMillis, long bytes) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long points = Long.parseLong(System.getenv().getOrDefault("BENCH_POINTS", "4000000"));
    Path folder = Files.createTempDirectory("query-benchmark");
    new QueryBenchmark(points).run(folder);
  }

  private void run(Path folder) throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    try {
      servers.add(millrace(folder.resolve("millrace")));
      influx(folder.resolve("influx")).ifPresentOrElse(
          servers::add, () -> System.out.println("no influxd: set MILLRACE_INFLUXD to compare with InfluxDB 1.x"));
      for (Server server : servers) {
        load(server);
      }
      Thread.sleep(Duration.ofSeconds(15));
      System.out.printf("%d hosts, %d rows of 2 fields each%n", HOSTS, rowsPerHost);
      System.out.printf("%-24s %22s %22s %16s%n", "", "wall ms", "cpu ms", "ratio wall cpu");
      queries().forEach((name, query) -> compare(servers, name, query));
      operators(servers.getFirst());
    } finally {
      servers.forEach(Server::stop);
    }
  }

  private Map<String, String> queries() {
    String within = "WHERE time >= %ds AND time < %ds".formatted(START, START + rowsPerHost * STEP);
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("mean by 1h", "SELECT mean(usage) FROM cpu " + within + " GROUP BY time(1h)");
    queries.put("mean by 1h, region", "SELECT mean(usage) FROM cpu " + within + " GROUP BY time(1h), region");
    queries.put("mean by 1h, host", "SELECT mean(usage) FROM cpu " + within + " GROUP BY time(1h), host");
    queries.put(
        "five calls by 1h, region",
        "SELECT mean(usage), max(usage), min(usage), count(usage), sum(usage) FROM cpu " + within
            + " GROUP BY time(1h), region");
    queries.put("max and count of all", "SELECT max(n), count(n) FROM cpu");
    queries.put("sum of integers by 1d", "SELECT sum(n) FROM cpu " + within + " GROUP BY time(1d)");
    queries.put("percentile by 1h", "SELECT percentile(usage, 95) FROM cpu " + within + " GROUP BY time(1h)");
    queries.put("median by 1h, region", "SELECT median(usage) FROM cpu " + within + " GROUP BY time(1h), region");
    queries.put("stddev by 1h", "SELECT stddev(usage) FROM cpu " + within + " GROUP BY time(1h)");
    queries.put("max with a field by 1h", "SELECT max(usage), n FROM cpu " + within + " GROUP BY time(1h)");
    queries.put("count where", "SELECT count(usage) FROM cpu WHERE usage > 90");
    queries.put("last of every series", "SELECT last(usage) FROM cpu GROUP BY host");
    queries.put("raw export", "SELECT usage, n FROM cpu GROUP BY *");
    queries.put("raw, interleaved", "SELECT usage, n FROM cpu WHERE region = 'r1'");
    return queries;
  }

  private Server millrace(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path address = folder.resolve("address");
    Process process =
        new ProcessBuilder(
                Path.of("influxdb3").toAbsolutePath().toString(),
                "serve", "--node-id", "bench", "--object-store", "file", "--data-dir", folder.toString(), "--http-bind", "127.0.0.1:0", "--without-auth",
                "--force-snapshot-mem-size", "1mb", "--tcp-listener-file-path", address.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (!Files.exists(address) || Files.readString(address).isBlank()) {
      Thread.sleep(Duration.ofMillis(100));
    }
    return ready(new Server("millrace", process, "http://" + Files.readString(address).strip()));
  }

  private Optional<Server> influx(Path folder) throws IOException, InterruptedException {
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
    return Optional.of(ready(new Server("influxdb", process, "http://127.0.0.1:" + port)));
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Server ready(Server server) throws InterruptedException {
    while (server.process.isAlive()) {
      try {
        if (send(HttpRequest.newBuilder(URI.create(server.url + "/ping"))).statusCode() < 300) {
          return server;
        }
      } catch (IOException notYet) {
        // It is tried again.
      }
      Thread.sleep(Duration.ofMillis(100));
    }
    throw new IllegalStateException(server.name + " did not start");
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /// The same rows for every server: a walk of two decimals and an integer, in order of time.
  private void load(Server server) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(server.url + "/query?q=CREATE+DATABASE+bench"))
        .POST(HttpRequest.BodyPublishers.noBody()));
    Random random = new Random(1);
    int[] load = new int[HOSTS];
    StringBuilder lines = new StringBuilder();
    for (long row = 0; row < rowsPerHost; row++) {
      for (int host = 0; host < HOSTS; host++) {
        load[host] = Math.clamp(load[host] + random.nextInt(-100, 101), 0, 10_000);
        lines.append("cpu,host=h").append(host).append(",region=r").append(host % 10)
            .append(" usage=").append(load[host] / 100).append('.').append(load[host] / 10 % 10).append(load[host] % 10)
            .append(",n=").append(load[host]).append("i ").append((START + row * STEP) * 1_000_000_000L).append('\n');
      }
      if (row % 20 == 19 || row == rowsPerHost - 1) {
        HttpResponse<byte[]> answer =
            send(HttpRequest.newBuilder(URI.create(server.url + "/write?db=bench"))
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())));
        if (answer.statusCode() != 204) {
          throw new IllegalStateException(server.name + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        lines.setLength(0);
      }
    }
  }

  private void compare(List<Server> servers, String name, String query) {
    List<Cost> costs = servers.stream().map(server -> cost(server, query)).toList();
    Cost ours = costs.getFirst();
    Cost theirs = costs.getLast();
    System.out.printf(
        Locale.ROOT, "%-24s %10.1f %11.1f %10.1f %11.1f %8.1f %7.1f%s%n",
        name, ours.wallMillis, theirs.wallMillis, ours.cpuMillis, theirs.cpuMillis,
        theirs.wallMillis / ours.wallMillis, theirs.cpuMillis / ours.cpuMillis,
        ours.bytes == theirs.bytes ? "" : "  answers of " + ours.bytes + " and " + theirs.bytes + " bytes");
  }

  private Cost cost(Server server, String query) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create(
                  server.url + "/query?db=bench&epoch=ns&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)));
      double wall = Double.MAX_VALUE;
      double cpu = Double.MAX_VALUE;
      long bytes = 0;
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() < end; round++) {
        Duration cpuBefore = server.cpu();
        long start = System.nanoTime();
        bytes = send(request).body().length;
        wall = Math.min(wall, (System.nanoTime() - start) / 1e6);
        cpu = Math.min(cpu, server.cpu().minus(cpuBefore).toNanos() / 1e6);
      }
      // The system counts CPU time in hundredths of a second.
      return new Cost(wall, Math.max(10, cpu), bytes);
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(server.name + ": " + query, failure);
    }
  }

  /// What each operator takes, by the product's own account.
  private void operators(Server server) throws IOException, InterruptedException {
    for (String name : List.of("five calls by 1h, region", "percentile by 1h", "stddev by 1h", "raw export")) {
      String query = "EXPLAIN ANALYZE " + queries().get(name);
      byte[] answer =
          send(HttpRequest.newBuilder(
                  URI.create(server.url + "/query?db=bench&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))))
              .body();
      System.out.println("\n" + name + ", of " + rowsPerHost * HOSTS + " rows");
      String text = new String(answer, StandardCharsets.UTF_8);
      for (String line : text.split("\\],\\[")) {
        System.out.println(line.replaceAll("^.*?\"|\"[^\"]*$", ""));
      }
    }
  }
}
