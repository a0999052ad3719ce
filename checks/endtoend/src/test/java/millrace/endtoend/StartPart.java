package millrace.endtoend;

import static millrace.endtoend.FigureTable.Better.LESS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long servers and commands take to start.
final class StartPart {
  private static final int STARTS = ServerBenchmark.setting("STARTS", 3);
  private static final int COMMANDS = 4 * STARTS;
  private static final int BODIES = 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private StartPart() {}

  static void measure(ServerKind kind, Path folder, FigureTable table) throws Exception {
    List<Double> empty = new ArrayList<>();
    for (int round = 0; round < STARTS; round++) {
      try (ServerProcess server = ServerProcess.start(kind, Files.createTempDirectory(folder, "empty"))) {
        empty.add(server.readyNanos() / 1e6);
      }
    }
    table.put("process start to ready, empty folder, ms", LESS, kind.name(), median(empty));
    restarts(kind, folder, table);
  }

  private static void restarts(ServerKind kind, Path folder, FigureTable table) throws Exception {
    Path data = Files.createTempDirectory(folder, "data");
    LineBodies bodies = LineBodies.ofFloats("load", 5000);
    try (ServerProcess server = ServerProcess.start(kind, data)) {
      server.makeDatabase();
      new Writers(server, bodies).send(1, number -> number < BODIES);
      awaitRows(server, BODIES * bodies.lines());
      commands(server, folder, table);
    }
    List<Double> ready = new ArrayList<>();
    List<Double> answered = new ArrayList<>();
    for (int round = 0; round < STARTS; round++) {
      try (ServerProcess server = ServerProcess.start(kind, data)) {
        awaitRows(server, BODIES * bodies.lines());
        answered.add((System.nanoTime() - server.startedNanos()) / 1e6);
        ready.add(server.readyNanos() / 1e6);
      }
    }
    table.put("process start to ready, with data, ms", LESS, kind.name(), median(ready));
    table.put("process start to the first answer, ms", LESS, kind.name(), median(answered));
  }

  /// Asks until all rows are counted.
  static void awaitRows(ServerProcess server, long rows) throws IOException {
    ServerKind.Format format = server.kind().anyFormat();
    String path = server.kind().question(format, "SELECT count(usage_field_0) FROM load").orElseThrow().path();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String answer = "";
    while (System.nanoTime() < deadline) {
      try (KeepAliveClient client = server.connect()) {
        answer = client.get(path);
        if (answer.matches("(?s).*\\b" + rows + "\\b.*")) {
          return;
        }
      } catch (IllegalStateException refused) {
        answer = refused.getMessage();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    throw new IOException(server.kind().name() + " does not have " + rows + " rows: " + answer);
  }

  private static void commands(ServerProcess server, Path folder, FigureTable table) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int round = 0; round < COMMANDS; round++) {
      Optional<ProcessBuilder> command = server.kind().showDatabases(folder, server.port());
      if (command.isEmpty()) {
        return;
      }
      long began = System.nanoTime();
      Process process = command.get().redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || !said.contains(ServerKind.DATABASE)) {
        throw new IOException("the command failed: " + said);
      }
      times.add((System.nanoTime() - began) / 1e6);
    }
    table.put("command `show databases`, ms", LESS, server.kind().name(), median(times));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
