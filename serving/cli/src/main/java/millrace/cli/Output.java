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
    if (arguments.get("--format").equals("parquet") && System.console() != null && System.console().isTerminal()) {
      throw new CommandFailure("cannot write parquet to a terminal, use `--output <file>` or pipe the output");
    }
    out.writeBytes(result);
    if (!arguments.get("--format").equals("parquet")) {
      out.println();
    }
  }
}
