package millrace.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/// How does Millrace answer beside InfluxDB 1.x, the same data and queries, both servers of this run? Aggregates by
/// time and tag and last points are expected at ten times the other's speed, raw export at four times.
///
/// Settings are environment variables:
///
/// - `BENCH_POINTS`: values to be written, in rows of ten fields (4 million unless set).
/// - `BENCH_FOLDER`: where the servers' data stays for the next run, which then need not load it.
/// - `BENCH_QUERIES`: a regular expression for the names of queries to be measured.
/// - `BENCH_ALONE`: set, to measure Millrace alone.
/// - `MILLRACE_INFLUXD`: the other server, unless `influxd` is on the path.
///
/// Build the product first. CPU time is that of the server's process and of all its threads: on a busy machine it says
/// more than the time a client waits.
final class QueryBenchmark {
  private static final int HOSTS = 1000;
  private static final int FLOATS = 8;
  private static final int FIELDS = FLOATS + 2;

  /// How long a query is repeated unmeasured, for the compiler and the caches: longer where its rounds are short, since on a
  /// busy machine the compiler comes late.
  private static final Duration WARMING = Duration.ofSeconds(5);

  private static final Duration LONGEST_WARMING = Duration.ofSeconds(25);
  private static final int WARM_ROUNDS = 400;
  private static final Duration LONG_ROUND = Duration.ofSeconds(5);
  private static final Duration MEASURING = Duration.ofSeconds(3);
  private static final long START = 1_699_488_000L;
  private static final long STEP = 60;

  private final long rowsPerHost;
  private final long rows;

  private QueryBenchmark(long points) {
    this.rowsPerHost = Math.max(20, points / HOSTS / FIELDS);
    this.rows = rowsPerHost * HOSTS;
  }

  /// @param points values that the answer is computed from, or that it has
  /// @param parameters of the request, as `&key=value`
  private record Query(String name, String text, long points, String parameters, String accept) {}

  /// What a query took.
  ///
  /// @param wallMillis the least of the rounds
  /// @param cpuMillis the mean of the rounds, so that collected garbage counts
  private record Cost(double wallMillis, double cpuMillis, BenchmarkServer.Answer answer) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long points = Long.parseLong(System.getenv().getOrDefault("BENCH_POINTS", "4000000"));
    String kept = System.getenv("BENCH_FOLDER");
    Path folder = kept == null ? Files.createTempDirectory("query-benchmark") : Path.of(kept).toAbsolutePath();
    new QueryBenchmark(points).run(folder);
  }

  private void run(Path folder) throws IOException, InterruptedException {
    List<BenchmarkServer> servers = new ArrayList<>();
    try {
      servers.add(loaded(BenchmarkServer.millrace(folder.resolve("millrace-" + rows))));
      if (System.getenv("BENCH_ALONE") == null) {
        Optional<BenchmarkServer> other = BenchmarkServer.influx(folder.resolve("influx-" + rows));
        if (other.isPresent()) {
          servers.add(loaded(other.get()));
        } else {
          System.out.println("no influxd: set MILLRACE_INFLUXD to compare with InfluxDB 1.x");
        }
      }
      System.out.printf("%d hosts, %d rows of %d fields each%n", HOSTS, rowsPerHost, FIELDS);
      System.out.printf(
          "%-32s %9s %10s %9s %10s %6s %6s %9s%n",
          "", "wall ms", "other", "cpu ms", "other", "wall x", "cpu x", "ns/point");
      Pattern wanted = Pattern.compile(System.getenv().getOrDefault("BENCH_QUERIES", ""));
      for (Query query : queries()) {
        if (wanted.matcher(query.name()).find()) {
          compare(servers, query);
        }
      }
      operators(servers.getFirst(), wanted);
    } finally {
      servers.forEach(BenchmarkServer::stop);
    }
  }

  private List<Query> queries() {
    String within = " FROM cpu WHERE time >= %ds AND time < %ds ".formatted(START, START + rowsPerHost * STEP);
    String byHour = within + "GROUP BY time(1h)";
    List<Query> queries = new ArrayList<>();
    queries.add(json("mean by hour", "SELECT mean(f0)" + byHour, rows));
    queries.add(json("mean by hour, region", "SELECT mean(f0)" + byHour + ", region", rows));
    queries.add(json("mean by hour, host", "SELECT mean(f0)" + byHour + ", host", rows));
    queries.add(json("mean of all fields by hour, host", "SELECT mean(*)" + byHour + ", host", rows * FIELDS));
    queries.add(json("max of all fields by hour", "SELECT max(*)" + byHour, rows * FIELDS));
    queries.add(
        json(
            "five calls by hour, region",
            "SELECT mean(f0), max(f0), min(f0), count(f0), sum(f0)" + byHour + ", region", rows));
    queries.add(json("max, count of all", "SELECT max(n), count(n) FROM cpu", rows));
    queries.add(json("max, count of all fields", "SELECT max(*), count(*) FROM cpu", rows * FIELDS));
    queries.add(json("sum of integers by day", "SELECT sum(n)" + within + "GROUP BY time(1d)", rows));
    queries.add(json("percentile by hour", "SELECT percentile(f0, 95)" + byHour, rows));
    queries.add(json("median by hour, region", "SELECT median(f0)" + byHour + ", region", rows));
    queries.add(json("stddev by hour", "SELECT stddev(f0)" + byHour, rows));
    queries.add(json("max with a field by hour", "SELECT max(f0), n" + byHour, rows));
    queries.add(json("count where", "SELECT count(f0) FROM cpu WHERE f0 > 90", rows));
    queries.add(json("mean where, by hour", "SELECT mean(f1)" + within + "AND f0 > 90 GROUP BY time(1h)", rows));
    queries.add(json("mean by local day", "SELECT mean(f0)" + within + "GROUP BY time(1d) TZ('Asia/Kathmandu')", rows));
    queries.add(json("last by host", "SELECT last(f0) FROM cpu GROUP BY host", HOSTS));
    queries.add(json("last of every series", "SELECT last(f0) FROM cpu GROUP BY *", HOSTS));
    queries.add(json("last of all fields by series", "SELECT last(*) FROM cpu GROUP BY *", HOSTS * FIELDS));
    queries.add(json("last flag by hour", "SELECT last(up)" + byHour, rows));
    queries.add(raw("export one field, chunked", "SELECT f0 FROM cpu GROUP BY *", rows, "application/json"));
    queries.add(raw("export one field, CSV", "SELECT f0 FROM cpu GROUP BY *", rows, "application/csv"));
    queries.add(raw("export all fields, chunked", "SELECT * FROM cpu GROUP BY *", rows * FIELDS, "application/json"));
    queries.add(raw("export all fields, CSV", "SELECT * FROM cpu GROUP BY *", rows * FIELDS, "application/csv"));
    queries.add(
        raw("export interleaved series", "SELECT f0, n FROM cpu WHERE region = 'r1'", rows / 5, "application/json"));
    return queries;
  }

  private static Query json(String name, String text, long points) {
    return new Query(name, text, points, "", "application/json");
  }

  private static Query raw(String name, String text, long points, String accept) {
    return new Query(name, text, points, "&chunked=true&chunk_size=10000", accept);
  }

  /// The server with its rows, which it has already where an earlier run came to the end of loading.
  private BenchmarkServer loaded(BenchmarkServer server) throws IOException, InterruptedException {
    Path marker = server.folder().resolve("loaded");
    if (!Files.exists(marker)) {
      Duration cpu = server.cpu();
      long start = System.nanoTime();
      load(server);
      System.out.printf(
          "%s: %d lines loaded in %d s, %d s of CPU%n",
          server.name(), rows, (System.nanoTime() - start) / 1_000_000_000, server.cpu().minus(cpu).toSeconds());
      server.settle();
      Files.createFile(marker);
    }
    server.settle();
    return server;
  }

  /// The same rows for every server, in order of time: walks of two decimals, an integer and a truth value.
  private void load(BenchmarkServer server) throws IOException, InterruptedException {
    server.createDatabase();
    Random random = new Random(1);
    int[] load = new int[HOSTS * FLOATS];
    StringBuilder lines = new StringBuilder();
    for (long row = 0; row < rowsPerHost; row++) {
      for (int host = 0; host < HOSTS; host++) {
        line(lines, host, load, random).append((START + row * STEP) * 1_000_000_000L).append('\n');
      }
      if (row % 10 == 9 || row == rowsPerHost - 1) {
        server.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
      }
    }
  }

  private static StringBuilder line(StringBuilder lines, int host, int[] load, Random random) {
    lines.append("cpu,host=h").append(host).append(",region=r").append(host % 10).append(' ');
    for (int field = 0; field < FLOATS; field++) {
      int at = host * FLOATS + field;
      load[at] = Math.clamp(load[at] + random.nextInt(-100, 101), 0, 10_000);
      int value = load[at];
      lines.append('f').append(field).append('=').append(value / 100).append('.').append(value / 10 % 10)
          .append(value % 10).append(',');
    }
    int first = load[host * FLOATS];
    return lines.append("n=").append(first).append("i,up=").append(first % 7 > 0).append(' ');
  }

  private void compare(List<BenchmarkServer> servers, Query query) throws IOException, InterruptedException {
    Cost ours = cost(servers.getFirst(), query);
    Cost theirs = servers.size() == 1 ? ours : cost(servers.getLast(), query);
    System.out.printf(
        Locale.ROOT, "%-32s %9.1f %10.1f %9.1f %10.1f %6.1f %6.1f %9.2f%s%n",
        query.name(), ours.wallMillis, theirs.wallMillis, ours.cpuMillis, theirs.cpuMillis,
        theirs.wallMillis / ours.wallMillis, theirs.cpuMillis / ours.cpuMillis,
        ours.cpuMillis * 1e6 / query.points(),
        ours.answer.equals(theirs.answer) ? "" : "  answers differ: " + ours.answer + " " + theirs.answer);
  }

  private static Cost cost(BenchmarkServer server, Query query) throws IOException, InterruptedException {
    if (server.name().equals("millrace")) {
      Cost first = repeat(server, query, WARMING, 1);
      double rest = Math.min(LONGEST_WARMING.toMillis(), WARM_ROUNDS * first.wallMillis()) - WARMING.toMillis();
      repeat(server, query, Duration.ofMillis(Math.max(0, (long) rest)), 0);
    } else {
      // It has been compiled long ago, one round reads its files; a long one is not made twice.
      Cost first = repeat(server, query, Duration.ZERO, 1);
      if (first.wallMillis() > LONG_ROUND.toMillis()) {
        return first;
      }
    }
    return repeat(server, query, MEASURING, 1);
  }

  private static Cost repeat(BenchmarkServer server, Query query, Duration duration, int leastRounds)
      throws IOException, InterruptedException {
    double wall = Double.MAX_VALUE;
    BenchmarkServer.Answer answer = null;
    Duration cpu = server.cpu();
    long begin = System.nanoTime();
    int rounds = 0;
    for (; rounds < leastRounds || System.nanoTime() - begin < duration.toNanos(); rounds++) {
      long start = System.nanoTime();
      answer = server.ask(query.text(), query.parameters(), query.accept());
      wall = Math.min(wall, (System.nanoTime() - start) / 1e6);
    }
    return new Cost(wall, server.cpu().minus(cpu).toNanos() / 1e6 / rounds, answer);
  }

  /// What each operator takes, by the product's own account.
  private void operators(BenchmarkServer server, Pattern wanted) throws IOException, InterruptedException {
    List<String> explained = List.of("five calls by hour, region", "percentile by hour", "stddev by hour");
    for (Query query : queries()) {
      if (explained.contains(query.name()) && wanted.matcher(query.name()).find()) {
        System.out.println("\n" + query.name() + ", of " + rows + " rows");
        for (String line : server.text("EXPLAIN ANALYZE " + query.text()).split("\\],\\[")) {
          System.out.println(line.replaceAll("^.*?\"|\"[^\"]*$", ""));
        }
      }
    }
  }
}
