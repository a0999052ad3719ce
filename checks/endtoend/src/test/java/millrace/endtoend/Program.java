package millrace.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The launcher of this checkout, run as a user runs it.
final class Program {
  static final Path LAUNCHER = launcher(Path.of("").toAbsolutePath());

  /// @param out standard output
  /// @param err standard error
  record Ran(int status, String out, String err) {}

  private final Path folder;
  private final Map<String, String> environment;

  /// @param folder working folder of every run
  Program(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /// Tests run in their module's folder, benchmarks in the checkout's.
  private static Path launcher(Path folder) {
    Path here = folder.resolve("influxdb3");
    return Files.isRegularFile(here) ? here : launcher(folder.getParent());
  }

  /// Runs a command to its end.
  Ran run(String... words) {
    return runWith("", words);
  }

  /// Runs the launcher under another name.
  Ran runFile(Path launcher, String... words) {
    return finish(builderOf(launcher, words), "");
  }

  /// Runs a command with a text on its standard input.
  Ran runWith(String input, String... words) {
    return finish(builder(words), input);
  }

  private static Ran finish(ProcessBuilder builder, String input) {
    try {
      Process process = builder.start();
      try (var stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closedEarly) {
        // A command that does not read its input may be gone already.
      }
      var err = new Drain(process.getErrorStream());
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + String.join(" ", builder.command()));
      }
      return new Ran(process.exitValue(), out, err.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  ProcessBuilder builder(String... words) {
    return builderOf(LAUNCHER, words);
  }

  private ProcessBuilder builderOf(Path launcher, String... words) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INFLUXDB3_"));
    builder.environment().putAll(environment);
    return builder;
  }

  /// Reads a stream on a thread of its own, so that neither stream of a process can block the other.
  private static final class Drain {
    private final StringBuilder text = new StringBuilder();
    private final Thread thread;

    Drain(java.io.InputStream stream) {
      thread = Thread.startVirtualThread(() -> {
        try (stream) {
          text.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
          text.append(e);
        }
      });
    }

    String text() throws InterruptedException {
      thread.join();
      return text.toString();
    }
  }
}
