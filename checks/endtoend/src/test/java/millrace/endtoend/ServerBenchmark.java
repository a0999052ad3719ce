package millrace.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a user of the server meets over HTTP, beside InfluxDB 1.x and QuestDB on the same work in one run: ingest on one
/// connection and on four, a small query under ingest, large results, a thousand idle connections, starts, and the wall
/// time of a command. Expected: several times InfluxDB in ingest and large results; QuestDB level with it in ingest; a
/// ready server in 0.7 s and a command in 0.1 s, by the start-up caches.
///
/// Servers are processes, the product started by its launcher. Each part starts servers of its own on empty folders, one
/// after the other, and goes through all kinds before the next part, so that a part's figures are near in time. At the
/// end comes a table; a ratio above 1 is in favour of Millrace.
///
/// `MILLRACE_INFLUXD` names an `influxd` (with `influx` beside it for the command), `MILLRACE_QUESTDB_JAR` the jar of
/// `org.questdb:questdb`; without them the others are measured. `MILLRACE_BENCH_SECONDS` (5) is how long ingest and small
/// queries last, `MILLRACE_BENCH_ROWS` (100000) the size of the large result, `MILLRACE_BENCH_RATE` (20000) the lines a
/// second under small queries, `MILLRACE_BENCH_QUERIES` (25) how many of those are due a second, `MILLRACE_BENCH_CONNECTIONS` (1000) how many are idle, `MILLRACE_BENCH_STARTS` (3) how
/// often servers start, `MILLRACE_BENCH_PARTS` which of `start,ingest,query,result,idle` run, `MILLRACE_BENCH_JAVA` adds
/// options for the Java machines of servers.
final class ServerBenchmark {
  private ServerBenchmark() {}

  /// A group of figures that is measured of one kind of server after the other.
  interface Part {
    void measure(ServerKind kind, Path folder, FigureTable table) throws Exception;
  }

  private record NamedPart(String name, Part part) {}

  private static final List<NamedPart> PARTS = List.of(
      new NamedPart("start", StartPart::measure),
      new NamedPart("ingest", TrafficParts::ingest),
      new NamedPart("query", TrafficParts::smallQueries),
      new NamedPart("result", TrafficParts::largeResults),
      new NamedPart("idle", TrafficParts::idleConnections));

  public static void main(String[] arguments) throws Exception {
    Set<String> wanted =
        Set.of(System.getenv().getOrDefault("MILLRACE_BENCH_PARTS", "start,ingest,query,result,idle").split(","));
    List<ServerKind> kinds = ServerKind.available();
    FigureTable table = new FigureTable(kinds.stream().map(ServerKind::name).toList());
    long began = System.nanoTime();
    for (NamedPart part : PARTS) {
      for (ServerKind kind : wanted.contains(part.name) ? kinds : List.<ServerKind>of()) {
        Path folder = Files.createTempDirectory("bench");
        try {
          part.part.measure(kind, folder, table);
        } finally {
          ServerProcess.remove(folder);
        }
      }
    }
    System.out.printf(Locale.ROOT, "%n%s%nin %.0f s; a ratio above 1 is in favour of Millrace%n", table.text(),
        (System.nanoTime() - began) / 1e9);
  }

  /// A size that a variable may change.
  static int setting(String name, int otherwise) {
    return Integer.parseInt(System.getenv().getOrDefault("MILLRACE_BENCH_" + name, String.valueOf(otherwise)));
  }
}
