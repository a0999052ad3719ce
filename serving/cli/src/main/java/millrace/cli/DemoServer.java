package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The demo's server: a process of its own, as `influxdb3 serve` starts it, with tokens on.
final class DemoServer implements AutoCloseable {
  private static final long START_MILLIS = 120_000;
  private static final long STOP_SECONDS = 45;

  private final Process process;
  private final String url;
  private final Path logFile;

  private DemoServer(Process process, String url, Path logFile) {
    this.process = process;
    this.url = url;
    this.logFile = logFile;
  }

  static DemoServer start(Path folder, String bind, PrintStream out) {
    Path addressFile = folder.resolve("address");
    Path logFile = folder.resolve("server.log");
    List<String> serve = List.of(
        "serve", "--node-id", "demo", "--object-store", "file", "--data-dir", folder.resolve("data").toString(),
        "--plugin-dir", folder.resolve("plugins").toString(), "--http-bind", bind);
    out.println("Millrace demo. Data, plugins and the server's log are in " + folder);
    out.println();
    out.println(DemoTour.prompt("influxdb3 " + String.join(" ", serve) + " &"));
    try {
      Files.deleteIfExists(addressFile);
      Process process = launch(serve, addressFile, logFile);
      String url = waitUntilReady(process, addressFile, logFile);
      out.println("listening on " + url);
      return new DemoServer(process, url, logFile);
    } catch (IOException e) {
      throw new CommandFailure("unable to start the server: " + e);
    }
  }

  private static Process launch(List<String> serve, Path addressFile, Path logFile) throws IOException {
    String home = Optional.ofNullable(System.getenv("MILLRACE_HOME"))
        .orElseThrow(() -> new CommandFailure("demo runs from the launcher `influxdb3`, which sets MILLRACE_HOME"));
    List<String> command = new java.util.ArrayList<>(List.of(Path.of(home, "influxdb3").toString()));
    command.addAll(serve);
    command.addAll(List.of("--tcp-listener-file-path", addressFile.toString()));
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(logFile.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }

  private static String waitUntilReady(Process process, Path addressFile, Path logFile) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (Files.exists(addressFile)) {
        String url = "http://" + Files.readString(addressFile).strip();
        if (answers(url)) {
          return url;
        }
      }
      pause();
    }
    throw new CommandFailure("the server did not start; its log is " + logFile);
  }

  /// Whether it answers at all and is done starting: without a token the answer is 401.
  private static boolean answers(String url) {
    if (url.length() <= "http://".length()) {
      return false;
    }
    try {
      return new Api(url, Optional.empty(), Optional.empty(), false).get("/health", Map.of()).status() != 503;
    } catch (Api.Unreachable e) {
      return false;
    }
  }

  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }

  String url() {
    return url;
  }

  Path logFile() {
    return logFile;
  }

  /// Stops the server as an operator would.
  ///
  /// @return whether it ended by itself with status 0, or 143 where the JVM reports the signal
  boolean stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0 || process.exitValue() == 143;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  int waitFor() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
