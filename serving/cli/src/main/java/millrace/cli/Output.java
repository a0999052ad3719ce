package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Puts a result where the user wants it: on standard output with a newline, or in a file as it came.
final class Output {
  private Output() {}

  static void print(PrintStream out, Arguments arguments, byte[] result) {
    if (arguments.find("--output").isPresent()) {
      Path file = Path.of(arguments.get("--output"));
      try {
        Files.write(file, result);
      } catch (IOException e) {
        throw new CommandFailure("unable to write " + file + ": " + e);
      }
      return;
    }
    if (arguments.get("--format").equals("parquet") && isTerminal()) {
      throw new CommandFailure("cannot write parquet to a terminal, use `--output <file>` or pipe the output");
    }
    out.writeBytes(result);
    if (!arguments.get("--format").equals("parquet")) {
      out.println();
    }
  }

  /// Whether what is printed is shown. A console says so only where the input is the terminal's as well, and a query may
  /// come through a pipe; Linux tells what the output is.
  private static boolean isTerminal() {
    if (System.console() != null && System.console().isTerminal()) {
      return true;
    }
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
