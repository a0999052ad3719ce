package millrace.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// What plugins cost as their users meet them: a real server, spoken to over HTTP on loopback.
///
/// - A request plugin and the same function under Flask with waitress, in turn: time of a call, calls a second. Expected
///   below half a millisecond: two hops between processes, and parsing HTTP. A rival pays the same for HTTP, in Python.
/// - Lines a second and processor time of the server with and without a `table:` trigger that sums a field, in turn.
///   Expected: nothing measurable in the time of a write, since nothing waits for a plugin; on full processors the
///   plugin's share of them.
/// - Two busy plugins at once against one alone. Expected: as one on two free processors, since each has its own
///   interpreter.
/// - What an idle worker holds of memory that is its own.
///
/// Compare within one run: machines are seldom quiet.
final class PluginBenchmark {
  private static final int ROUNDS = 8;
  private static final int CALLS = 1_000;
  private static final int CLIENTS = 4;
  private static final int WRITES = 40;
  private static final int LINES = 5_000;
  private static final byte[] BODY = "{\"sensor\": \"a\", \"value\": 21.5}".getBytes(StandardCharsets.US_ASCII);

  private static final String ANSWER = """
      import json


      def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
          body = json.loads(request_body)
          return {"sensor": body["sensor"], "doubled": body["value"] * 2, "headers": len(request_headers)}
      """;

  private static final String SUM = """
      def process_writes(influxdb3_local, table_batches, args=None):
          for batch in table_batches:
              total = sum([row["f0"] for row in batch["rows"]])
      """;

  private static final String BURN = """
      def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
          n = 0
          for i in range(5_000_000):
              n += i
          return str(n)
      """;

  private final TestServer server;
  private final Path folder;

  private PluginBenchmark(TestServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("plugin-bench");
    try (TestServer server = TestServer.open(folder)) {
      PluginBenchmark benchmark = new PluginBenchmark(server, folder);
      server.influxql("", "CREATE DATABASE bench");
      benchmark.memory();
      benchmark.calls();
      benchmark.busy();
      benchmark.ingest();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private void memory() throws IOException {
    create("idle", "request:idle", ANSWER);
    server.send("POST", "/api/v3/engine/idle", new String(BODY, StandardCharsets.US_ASCII));
    List<Long> workers = workers();
    for (long pid : workers) {
      report("an idle worker: %.1f MB of its own, %.1f MB resident", megabytes(pid, "smaps_rollup", "Private_"),
          megabytes(pid, "status", "VmRSS"));
    }
    drop("idle");
  }

  private void calls() throws Exception {
    create("call", "request:call", ANSWER);
    Path plugin = server.plugins().resolve("call.py");
    Optional<FlaskRival> rival = FlaskRival.start(folder, plugin);
    Calls ours = new Calls("Millrace", server.url(), "/api/v3/engine/call", server.pid());
    Optional<Calls> theirs = rival.map(flask -> new Calls("Flask with waitress", flask.url(), "/call", flask.pid()));
    for (int round = 0; round < ROUNDS; round++) {
      ours.oneByOne();
      ours.together();
      if (theirs.isPresent()) {
        theirs.get().oneByOne();
        theirs.get().together();
      }
    }
    ours.print();
    theirs.ifPresent(Calls::print);
    rival.ifPresent(FlaskRival::close);
    drop("call");
  }

  /// Calls of one function at one address.
  private final class Calls {
    private final String name;
    private final String url;
    private final String path;
    private final long pid;
    private final List<long[]> rounds = new ArrayList<>();
    private double bestPerSecond;
    private long leastMicros = Long.MAX_VALUE;

    Calls(String name, String url, String path, long pid) {
      this.name = name;
      this.url = url;
      this.path = path;
      this.pid = pid;
    }

    void oneByOne() throws IOException {
      long[] nanos = new long[CALLS];
      long cpu = cpuOfTree(pid);
      try (KeepAliveClient client = new KeepAliveClient(url)) {
        for (int i = 0; i < CALLS; i++) {
          long start = System.nanoTime();
          client.post(path, BODY);
          nanos[i] = System.nanoTime() - start;
        }
      }
      leastMicros = Math.min(leastMicros, (cpuOfTree(pid) - cpu) / CALLS);
      Arrays.sort(nanos);
      rounds.add(nanos);
    }

    void together() throws Exception {
      long start = System.nanoTime();
      inParallel(CLIENTS, () -> {
        try (KeepAliveClient client = new KeepAliveClient(url)) {
          for (int i = 0; i < CALLS / CLIENTS; i++) {
            client.post(path, BODY);
          }
        }
        return 0;
      });
      bestPerSecond = Math.max(bestPerSecond, CALLS / seconds(start));
    }

    void print() {
      long[] best = rounds.stream().min((a, b) -> Long.compare(a[CALLS / 2], b[CALLS / 2])).orElseThrow();
      long[] all = rounds.stream().skip(1).flatMapToLong(Arrays::stream).sorted().toArray();
      report("%s: p50 %.3f ms, p99 %.3f ms in the best of %d rounds of %d; p50 %.3f ms, p99 %.3f ms in all but the first;"
          + " %.0f requests/s by %d clients at best; %d us of processors a call at least", name, best[CALLS / 2] / 1e6,
          best[CALLS * 99 / 100] / 1e6, ROUNDS, CALLS, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6,
          bestPerSecond, CLIENTS, leastMicros);
    }
  }

  private void busy() throws Exception {
    create("one", "request:one", BURN);
    create("two", "request:two", BURN);
    double alone = Double.MAX_VALUE;
    double both = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      server.send("GET", "/api/v3/engine/one", "");
      alone = Math.min(alone, seconds(start));
      long together = System.nanoTime();
      List<String> paths = List.of("one", "two");
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try (threads) {
        paths.forEach(path -> threads.submit(() -> server.send("GET", "/api/v3/engine/" + path, "")));
      }
      both = Math.min(both, seconds(together));
    }
    report("a busy plugin alone: %.0f ms; two at once: %.0f ms (%.2f times)", alone * 1e3, both * 1e3, both / alone);
    drop("one");
    drop("two");
  }

  private void ingest() throws Exception {
    Ingest without = new Ingest("without a trigger");
    Ingest with = new Ingest("with a table trigger");
    new Ingest("warm").round();
    for (int round = 0; round < ROUNDS; round++) {
      without.round();
      create("sum", "table:cpu", SUM);
      with.round();
      drop("sum");
    }
    without.print();
    with.print();
    report("cost of the trigger: %.1f %% of the lines a second, %.1f %% of the server's processor time",
        100 * (1 - with.best / without.best), 100 * (with.leastMicros / without.leastMicros - 1));
  }

  /// Rounds of writes by one client.
  private final class Ingest {
    private final String name;
    private double best;
    private double leastMicros = Double.MAX_VALUE;

    Ingest(String name) {
      this.name = name;
    }

    void round() throws IOException {
      long cpu = cpuMicros(server.pid());
      long start = System.nanoTime();
      try (KeepAliveClient client = new KeepAliveClient(server.url())) {
        for (int write = 0; write < WRITES; write++) {
          client.post("/api/v3/write_lp?db=bench&precision=nanosecond&no_sync=true", lines(write));
        }
      }
      best = Math.max(best, WRITES * LINES / seconds(start));
      leastMicros = Math.min(leastMicros, (double) (cpuMicros(server.pid()) - cpu) / (WRITES * LINES));
    }

    void print() {
      report("writing %s: %.0f lines/s at best, %.2f us of the server's processors a line at least", name, best, leastMicros);
    }
  }

  private static byte[] lines(int write) {
    StringBuilder lines = new StringBuilder();
    long time = System.currentTimeMillis() * 1_000_000L;
    for (int i = 0; i < LINES; i++) {
      lines.append("cpu,host=h").append(i % 100).append(" f0=").append(i).append(".5,f1=").append(write).append("i ")
          .append(time + i).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void create(String name, String spec, String code) {
    server.plugin(name + ".py", code);
    TestServer.Answer answer = server.send("POST", "/api/v3/configure/processing_engine_trigger", """
        {"db":"bench","trigger_name":"%s","plugin_filename":"%s.py","trigger_specification":"%s","disabled":false}"""
        .formatted(name, name, spec), "Content-Type", "application/json");
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
  }

  private void drop(String name) {
    server.send("DELETE",
        "/api/v3/configure/processing_engine_trigger?db=bench&trigger_name=" + name + "&force=true", "");
  }

  private static <T> void inParallel(int count, Callable<T> work) throws Exception {
    List<Future<T>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
    }
    for (Future<T> one : all) {
      one.get();
    }
  }

  private List<Long> workers() {
    return ProcessHandle.of(server.pid()).orElseThrow().descendants().map(ProcessHandle::pid).toList();
  }

  private static double megabytes(long pid, String file, String prefix) throws IOException {
    long kibibytes = Files.readAllLines(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
    return kibibytes / 1024.0;
  }

  private static long cpuOfTree(long pid) {
    return cpuMicros(pid)
        + ProcessHandle.of(pid).orElseThrow().descendants().mapToLong(child -> cpuMicros(child.pid())).sum();
  }

  private static long cpuMicros(long pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos() / 1_000;
  }

  private static void report(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
