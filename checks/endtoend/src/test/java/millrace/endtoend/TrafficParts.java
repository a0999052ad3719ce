package millrace.endtoend;

import static millrace.endtoend.FigureTable.Better.LESS;
import static millrace.endtoend.FigureTable.Better.MORE;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import millrace.endtoend.ServerKind.Format;
import millrace.endtoend.ServerKind.Question;

/// What servers do for clients that write and ask.
final class TrafficParts {
  private static final int SECONDS = ServerBenchmark.setting("SECONDS", 5);
  private static final int ROWS = ServerBenchmark.setting("ROWS", 100_000);
  private static final int LINES_A_SECOND = ServerBenchmark.setting("RATE", 20_000);
  private static final int CONNECTIONS = ServerBenchmark.setting("CONNECTIONS", 1000);
  private static final int LINES = 5000;
  private static final int FEW_LINES = 1000;
  private static final int QUERIES_A_SECOND = ServerBenchmark.setting("QUERIES", 25);
  private static final int ROUNDS = 3;
  private static final long WINDOW_NANOS = 60 * LineBodies.STEP_NANOS;

  private TrafficParts() {}

  /// Lines a second as fast as one client and four get answers.
  static void ingest(ServerKind kind, Path folder, FigureTable table) throws Exception {
    LineBodies bodies = LineBodies.ofFloats("load", LINES);
    try (ServerProcess server = ServerProcess.fresh(kind, folder)) {
      Writers writers = new Writers(server, bodies);
      writers.sendFor(4, SECONDS / 2.0);
      for (int clients : new int[] {1, 4}) {
        long cpu = server.cpuNanos();
        long began = System.nanoTime();
        double lines = (double) writers.sendFor(clients, SECONDS) * LINES;
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (server.cpuNanos() - cpu) / 1e9;
        String connections = clients == 1 ? "one connection" : "four connections";
        table.put("ingest, " + connections + ", lines/s", MORE, kind.name(), lines / seconds);
        table.put("ingest, " + connections + ", lines/s of server CPU", MORE, kind.name(), lines / cpuSeconds);
      }
    }
  }

  /// Times of a query of one series' newest ten minutes while rows come at a rate that is the same for all. After a time
  /// of queries one after the other they are due at a rate too, and one that has to wait for those before is counted from
  /// when it was due.
  static void smallQueries(ServerKind kind, Path folder, FigureTable table) throws Exception {
    for (Format format : List.of(Format.INFLUXQL_JSON, Format.SQL_JSON)) {
      if (kind.question(format, "").isPresent()) {
        smallQueries(kind, format, folder, table);
      }
    }
  }

  private static void smallQueries(ServerKind kind, Format format, Path folder, FigureTable table) throws Exception {
    try (ServerProcess server = ServerProcess.fresh(kind, folder);
        ExecutorService writing = Executors.newSingleThreadExecutor()) {
      LineBodies bodies = LineBodies.ofFloats("load", FEW_LINES);
      Writers writers = new Writers(server, bodies);
      writers.send(1, number -> number < WINDOW_NANOS / LineBodies.STEP_NANOS);
      StartPart.awaitRows(server, writers.lines());
      Load load = new Load(writers.lines() / FEW_LINES, System.nanoTime());
      Future<Long> sent =
          writing.submit(() -> writers.send(2, number -> isBefore(load.end(), load.due(number))));
      long[] nanos = ask(server, format, bodies, load);
      double rate = sent.get() * FEW_LINES / ((System.nanoTime() - load.began) / 1e9);
      String figure = "small query under ingest, " + (format.isSql() ? "SQL" : "InfluxQL") + ", ";
      table.put(figure + "p50 ms", LESS, kind.name(), percentile(nanos, 0.5));
      table.put(figure + "p99 ms", LESS, kind.name(), percentile(nanos, 0.99));
      table.put(figure + "lines/s", MORE, kind.name(), rate);
    }
  }

  /// When bodies are due.
  ///
  /// @param first number of the first one
  /// @param began when it is due
  private record Load(long first, long began) {
    private static final double INTERVAL_NANOS = 1e9 * FEW_LINES / LINES_A_SECOND;

    long due(long number) {
      return began + (long) ((number - first) * INTERVAL_NANOS);
    }

    long newest(long now) {
      return first + (long) ((now - began) / INTERVAL_NANOS);
    }

    long counted() {
      return began + SECONDS * 500_000_000L;
    }

    long end() {
      return counted() + SECONDS * 1_500_000_000L;
    }
  }

  private static long[] ask(ServerProcess server, Format format, LineBodies bodies, Load load) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (KeepAliveClient client = server.connect()) {
      while (System.nanoTime() < load.counted()) {
        askNewest(client, server.kind(), format, bodies.timeOf(load.newest(System.nanoTime())));
      }
      for (long due = load.counted(); isBefore(load.end(), due); due += 1_000_000_000L / QUERIES_A_SECOND) {
        askNewest(client, server.kind(), format, bodies.timeOf(load.newest(due)));
        nanos.add(System.nanoTime() - due);
      }
    }
    return nanos.stream().mapToLong(Long::longValue).toArray();
  }

  private static void askNewest(KeepAliveClient client, ServerKind kind, Format format, long newest) throws IOException {
    client.get(small(kind, format, newest - WINDOW_NANOS, newest).path());
  }

  /// Waits until something is due.
  ///
  /// @return whether that is before the end
  private static boolean isBefore(long end, long due) {
    for (long now = System.nanoTime(); now < due && now < end; now = System.nanoTime()) {
      LockSupport.parkNanos(Math.min(due, end) - now);
    }
    return due < end && System.nanoTime() < end;
  }

  private static Question small(ServerKind kind, Format format, long from, long to) {
    String mean = format.isSql() ? "avg" : "mean";
    String time = format.isSql() ? kind.timeColumn() : "time";
    String statement = "SELECT " + mean + "(usage_field_0), max(usage_field_1) FROM load WHERE hostname = 'host_7' AND "
        + time + " >= " + instant(format, from) + " AND " + time + " < " + instant(format, to);
    return kind.question(format, statement).orElseThrow();
  }

  private static String instant(Format format, long nanos) {
    return format.isSql() ? "'" + Instant.ofEpochSecond(0, nanos) + "'" : String.valueOf(nanos);
  }

  /// Bytes and rows a second of an answer with every row of a table, the best of three rounds after a first.
  static void largeResults(ServerKind kind, Path folder, FigureTable table) throws Exception {
    try (ServerProcess server = ServerProcess.fresh(kind, folder)) {
      Writers writers = new Writers(server, LineBodies.ofFloats("load", LINES));
      writers.send(2, number -> number < ROWS / LINES);
      StartPart.awaitRows(server, writers.lines());
      server.settle();
      for (Format format : Format.values()) {
        Optional<Question> question = kind.question(format, "SELECT * FROM load");
        if (question.isPresent()) {
          largeResult(server, format, question.get(), writers.lines(), table);
        }
      }
    }
  }

  private static void largeResult(
      ServerProcess server, Format format, Question question, long rows, FigureTable table) throws IOException {
    double best = Double.MAX_VALUE;
    long bytes = 0;
    try (KeepAliveClient client = server.connect()) {
      for (int round = 0; round <= ROUNDS; round++) {
        long began = System.nanoTime();
        bytes = client.drain(question.path(), question.accept());
        best = round == 0 ? best : Math.min(best, (System.nanoTime() - began) / 1e9);
      }
    }
    table.put("large result, " + format + ", MB/s", MORE, server.kind().name(), bytes / best / 1e6);
    table.put("large result, " + format + ", rows/s", MORE, server.kind().name(), rows / best);
  }

  /// What connections cost that have been used once, and whether others still get answers.
  static void idleConnections(ServerKind kind, Path folder, FigureTable table) throws Exception {
    List<KeepAliveClient> idle = new ArrayList<>();
    try (ServerProcess server = ServerProcess.fresh(kind, folder);
        KeepAliveClient client = server.connect()) {
      // Little, since memory that was taken and is free again would hide what connections take.
      LineBodies bodies = LineBodies.ofFloats("load", FEW_LINES);
      Writers writers = new Writers(server, bodies);
      writers.send(1, number -> number < 2);
      StartPart.awaitRows(server, writers.lines());
      String query = small(kind, kind.anyFormat(), LineBodies.FIRST_NANOS, bodies.timeOf(2)).path();
      ask(client, query, 2 * CONNECTIONS);
      server.settle();
      long before = server.residentBytes();
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(server.connect());
        idle.getLast().get(kind.readyPath());
      }
      server.settle();
      String many = String.format(Locale.ROOT, "%,d idle connections, ", CONNECTIONS);
      double grown = (server.residentBytes() - before) / 1024.0 / CONNECTIONS;
      table.put(many + "KiB each", LESS, kind.name(), grown);
      table.put(many + "MiB resident", LESS, kind.name(), server.residentBytes() / 1048576.0);
      table.put(many + "p99 of a query ms", LESS, kind.name(), percentile(ask(client, query, CONNECTIONS), 0.99));
      for (KeepAliveClient connection : idle) {
        connection.get(kind.readyPath());
      }
    } finally {
      for (KeepAliveClient connection : idle) {
        connection.close();
      }
    }
  }

  private static long[] ask(KeepAliveClient client, String path, int times) throws IOException {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      client.get(path);
      nanos[i] = System.nanoTime() - began;
    }
    return nanos;
  }

  /// @return milliseconds
  private static double percentile(long[] nanos, double part) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
  }
}
