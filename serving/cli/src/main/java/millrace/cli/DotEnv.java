package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Variables from a `.env` file in the working folder; those already set win.
final class DotEnv {
  private DotEnv() {}

  /// @throws CommandFailure when there is a file that cannot be read as `NAME=value` lines
  static Map<String, String> over(Map<String, String> environment) {
    Path file = Path.of(".env");
    if (!Files.isRegularFile(file)) {
      return environment;
    }
    Map<String, String> merged = new HashMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        add(merged, line.strip(), number);
      }
    } catch (IOException e) {
      throw new CommandFailure(file + ": " + e);
    }
    merged.putAll(environment);
    return merged;
  }

  private static void add(Map<String, String> variables, String line, int number) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw new CommandFailure(".env: line " + number + " is not NAME=value");
    }
    String value = assignment.substring(equals + 1).strip();
    boolean quoted = value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'')
        && value.charAt(value.length() - 1) == value.charAt(0);
    variables.put(assignment.substring(0, equals).strip(), quoted ? value.substring(1, value.length() - 1) : value);
  }
}
