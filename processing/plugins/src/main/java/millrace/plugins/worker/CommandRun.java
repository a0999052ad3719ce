package millrace.plugins.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that was run to its end: an interpreter's probe, making an environment, installing packages.
///
/// @param end how it ended
/// @param output what it printed, both streams, the last megabyte of it
record CommandRun(End end, int status, String output) {
  /// How a command ended.
  enum End {
    EXITED,
    TIMED_OUT,
    NOT_STARTED,
    INTERRUPTED
  }

  private static final int KEPT_BYTES = 1 << 20;
  private static final long KILL_SECONDS = 5;

  /// Runs a command and waits for it; kills it and its children when it takes too long.
  ///
  /// @param environment variables set over the server's own
  static CommandRun of(List<String> command, Map<String, String> environment, Duration patience) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return new CommandRun(End.NOT_STARTED, -1, String.valueOf(e.getMessage()));
    }
    Output output = new Output(process.getInputStream());
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new CommandRun(End.TIMED_OUT, -1, output.text());
      }
      return new CommandRun(End.EXITED, process.exitValue(), output.text());
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      return new CommandRun(End.INTERRUPTED, -1, "");
    }
  }

  boolean succeeded() {
    return end == End.EXITED && status == 0;
  }

  /// The last line that is not blank, or empty.
  String lastLine() {
    String text = output.strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  String describeEnd() {
    return switch (end) {
      case EXITED -> "exit status " + status;
      case TIMED_OUT -> "took too long";
      case NOT_STARTED -> "cannot be started";
      case INTERRUPTED -> "interrupted";
    };
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    // Whoever waits for the command may delete its files next.
    process.onExit().completeOnTimeout(process, KILL_SECONDS, TimeUnit.SECONDS).join();
  }

  /// Reads a process's output to its end on a thread of its own, keeping the last part.
  private static final class Output {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;

    Output(InputStream in) {
      reader = Thread.ofPlatform().daemon().name("command-output").start(() -> readAll(in));
    }

    /// What has come so far; a child that lives on may hold the pipe, so the wait is bounded.
    String text() throws InterruptedException {
      reader.join(TimeUnit.SECONDS.toMillis(2));
      synchronized (kept) {
        return kept.toString(StandardCharsets.UTF_8);
      }
    }

    private void readAll(InputStream in) {
      byte[] buffer = new byte[1 << 13];
      try (in) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          keep(buffer, count);
        }
      } catch (IOException e) {
        // The process was killed; what came before is kept.
      }
    }

    private void keep(byte[] buffer, int count) {
      synchronized (kept) {
        if (kept.size() > 2 * KEPT_BYTES) {
          byte[] all = kept.toByteArray();
          kept.reset();
          kept.write(all, all.length - KEPT_BYTES, KEPT_BYTES);
        }
        kept.write(buffer, 0, count);
      }
    }
  }
}
