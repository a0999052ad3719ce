package millrace.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/// How many lines of ten fields a second go from HTTP to durable, beside InfluxDB 1.x and QuestDB on the same batches in
/// one run? Expected from the sketch: 1 million on two cores, 15 times InfluxDB; parsing is a third of the CPU, encoding
/// the log, the body's way through HTTP and the buffer share the rest.
///
/// Two clients post prepared bodies of 5000 lines over plain sockets to `/write`; each answer says that its body is
/// synced. Servers run as processes, one after the other, each first warmed up with a third of the bodies. Lines a second
/// are by the wall, and by the server's own CPU time, which a busy machine disturbs less. [ServerKind] says which
/// variables name the others; what is not there is left out. Of Millrace it is said what the CPU time goes to.
///
/// `MILLRACE_INGEST_BODIES` (300) changes the length, `MILLRACE_BENCH_JAVA` adds options for the servers' Java machines.
final class IngestBenchmark {
  private static final int LINES = 5000;
  private static final int CLIENTS = 2;
  private static final int BODIES = Integer.parseInt(System.getenv().getOrDefault("MILLRACE_INGEST_BODIES", "300"));

  private final Path folder;

  private IngestBenchmark(Path folder) {
    this.folder = folder;
  }

  /// Prints a line for each server and shape, and the ratios.
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("ingest");
    try {
      IngestBenchmark benchmark = new IngestBenchmark(folder);
      benchmark.compare("10 tags, 10 integers", 10, random -> random.nextInt(101) + "i");
      benchmark.compare("2 tags, 10 floats of two decimals", 2, random -> random.nextInt(10_000) / 100.0 + "");
      benchmark.compare("2 tags, 10 floats of 16 digits", 2, random -> Double.toString(100 * random.nextDouble()));
    } finally {
      ServerProcess.remove(folder);
    }
  }

  /// What a run gave.
  ///
  /// @param wallRate lines a second by the wall
  /// @param cpuRate lines a second of the server's CPU time
  private record Rates(double wallRate, double cpuRate) {}

  private void compare(String shape, int tags, Function<SplittableRandom, String> value) throws Exception {
    LineBodies bodies = new LineBodies("cpu", LINES, tags, value);
    Map<String, Rates> others = new HashMap<>();
    for (ServerKind kind : ServerKind.available()) {
      others.put(kind.name(), measure(kind, shape, bodies));
    }
    Rates ours = others.remove(new ServerKind.Millrace().name());
    others.forEach((name, theirs) -> System.out.printf(
        Locale.ROOT, "%s: %.1f times %s by the wall, %.1f by server CPU%n", shape, ours.wallRate / theirs.wallRate, name,
        ours.cpuRate / theirs.cpuRate));
  }

  private Rates measure(ServerKind kind, String shape, LineBodies bodies) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.fresh(kind, folder)) {
      Writers writers = new Writers(server, bodies);
      writers.send(CLIENTS, number -> number < BODIES / 3);
      long cpu = server.cpuNanos();
      ThreadTimes threads = server.threadTimes();
      long began = System.nanoTime();
      writers.send(CLIENTS, number -> number < BODIES / 3 + BODIES);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpuSeconds = (server.cpuNanos() - cpu) / 1e9;
      double lines = (double) LINES * BODIES;
      System.out.printf(
          Locale.ROOT, "%-13s %-34s %9.0f lines/s  %9.0f lines per CPU second  %.0f MB/s%n", kind.name(), shape,
          lines / seconds, lines / cpuSeconds, lines / seconds * bodies.body(0).length / LINES / 1e6);
      if (kind instanceof ServerKind.Millrace) {
        System.out.printf("  of it, microseconds a line: %s%n", server.threadTimes().perLineSince(threads, lines));
      }
      return new Rates(lines / seconds, lines / cpuSeconds);
    }
  }
}
