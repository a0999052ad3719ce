package millrace.endtoend;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The function of a request plugin under Flask, served by waitress: what a user would run without Millrace.
///
/// `MILLRACE_FLASK_PYTHON` names an interpreter that has both; else they are installed with pip into a new environment.
final class FlaskRival implements AutoCloseable {
  private static final String APPLICATION = """
      import sys

      from flask import Flask, request
      from waitress import serve

      app = Flask(__name__)
      exec(open(sys.argv[1]).read())


      @app.post("/call")
      def call():
          return process_request(None, request.args.to_dict(), dict(request.headers), request.get_data())


      serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=8, _quiet=True)
      """;

  private final Process process;
  private final int port;

  private FlaskRival(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts it on a free port; empty, with a line that says why, where it cannot be had.
  ///
  /// @param plugin a file that defines `process_request`
  static Optional<FlaskRival> start(Path folder, Path plugin) throws IOException, InterruptedException {
    Optional<Path> python = python(folder);
    if (python.isEmpty()) {
      return Optional.empty();
    }
    Path application = Files.writeString(folder.resolve("rival.py"), APPLICATION);
    int port = freePort();
    Process process = new ProcessBuilder(
            python.get().toString(), application.toString(), plugin.toString(), String.valueOf(port))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("rival.log").toFile())
        .start();
    FlaskRival rival = new FlaskRival(process, port);
    if (!rival.isListening()) {
      rival.close();
      System.out.println("without Flask: it does not start: " + Files.readString(folder.resolve("rival.log")).strip());
      return Optional.empty();
    }
    return Optional.of(rival);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  private static Optional<Path> python(Path folder) throws IOException, InterruptedException {
    String given = System.getenv("MILLRACE_FLASK_PYTHON");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    Path environment = folder.resolve("flask");
    Path python = environment.resolve("bin").resolve("python");
    boolean isThere = succeeds(folder, "python3", "-m", "venv", environment.toString())
        && succeeds(folder, python.toString(), "-m", "pip", "install", "--quiet", "flask", "waitress");
    if (!isThere) {
      System.out.println("without Flask: pip cannot install flask and waitress here (MILLRACE_FLASK_PYTHON names a Python"
          + " that has them)");
    }
    return isThere ? Optional.of(python) : Optional.empty();
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(List.of(command))
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("pip.log").toFile())
          .start();
      return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isListening() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return socket.isConnected();
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
