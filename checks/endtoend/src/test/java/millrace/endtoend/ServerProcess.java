package millrace.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A server that runs for a benchmark.
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /// Seldom enough that asking takes little of the machine that the server starts on.
  private static final long POLL_NANOS = 4_000_000;
  private static final long QUIET_NANOS = 500_000_000;

  private final ServerKind kind;
  private final Process process;
  private final int port;
  private final long startedNanos;
  private final long readyNanos;

  private ServerProcess(ServerKind kind, Path folder) throws IOException {
    this.kind = kind;
    port = freePort();
    Path log = folder.resolve("log");
    ProcessBuilder builder = kind.command(folder, port).redirectErrorStream(true).redirectOutput(log.toFile());
    startedNanos = System.nanoTime();
    process = builder.start();
    try {
      awaitReady(log);
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
    readyNanos = System.nanoTime() - startedNanos;
  }

  /// Starts a server on what `folder` holds, and waits until it is ready.
  static ServerProcess start(ServerKind kind, Path folder) throws IOException {
    return new ServerProcess(kind, folder);
  }

  /// The same on an empty folder below `folder`, with the database of benchmarks.
  static ServerProcess fresh(ServerKind kind, Path folder) throws IOException {
    ServerProcess server = start(kind, Files.createTempDirectory(folder, "server"));
    try {
      server.makeDatabase();
      return server;
    } catch (IOException | RuntimeException failure) {
      server.close();
      throw failure;
    }
  }

  /// Makes the database of benchmarks.
  void makeDatabase() throws IOException {
    if (kind.databasePath().isPresent()) {
      try (KeepAliveClient client = connect()) {
        client.post(kind.databasePath().get(), new byte[0]);
      }
    }
  }

  private void awaitReady(Path log) throws IOException {
    while (process.isAlive() && System.nanoTime() - startedNanos < PATIENCE.toNanos()) {
      try (KeepAliveClient client = connect()) {
        client.get(kind.readyPath());
        return;
      } catch (IOException | IllegalStateException starting) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    throw new IOException(kind.name() + " did not start:\n" + Files.readString(log));
  }

  ServerKind kind() {
    return kind;
  }

  int port() {
    return port;
  }

  /// When its process was started, by [System#nanoTime].
  long startedNanos() {
    return startedNanos;
  }

  /// How long it took from there until it said that it is ready.
  long readyNanos() {
    return readyNanos;
  }

  KeepAliveClient connect() throws IOException {
    return new KeepAliveClient("http://127.0.0.1:" + port);
  }

  /// CPU time that the process used so far.
  long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /// The same by what its threads are for.
  ThreadTimes threadTimes() throws IOException {
    return ThreadTimes.of(process.pid());
  }

  /// Resident memory, by the kernel's count.
  long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElseThrow();
    }
  }

  /// Waits until what it does behind its answers takes less than a fifth of a core, at most ten seconds.
  void settle() {
    for (int round = 0; round < 20; round++) {
      long before = cpuNanos();
      LockSupport.parkNanos(QUIET_NANOS);
      if (cpuNanos() - before < QUIET_NANOS / 5) {
        return;
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopping) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Removes a folder of servers that have ended.
  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
