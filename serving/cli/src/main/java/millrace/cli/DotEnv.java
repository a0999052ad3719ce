package millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Variables from a `.env` file in the working folder; those already set win.
final class DotEnv {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  private DotEnv() {}

  /// @throws CommandFailure when there is a file that cannot be read as `NAME=value` lines
  static Map<String, String> over(Map<String, String> environment) {
    Path file = Path.of(".env");
    if (!Files.isRegularFile(file)) {
      return environment;
    }
    try {
      Map<String, String> merged = read(Files.readAllLines(file, StandardCharsets.UTF_8));
      merged.putAll(environment);
      return merged;
    } catch (IOException e) {
      throw new CommandFailure(file + ": " + e);
    }
  }

  static Map<String, String> read(List<String> lines) {
    Map<String, String> variables = new HashMap<>();
    int number = 0;
    for (String line : lines) {
      number++;
      add(variables, line.strip(), number);
    }
    return variables;
  }

  private static void add(Map<String, String> variables, String line, int number) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
    int equals = assignment.indexOf('=');
    String name = equals < 0 ? "" : assignment.substring(0, equals).strip();
    if (!NAME.matcher(name).matches()) {
      throw new CommandFailure(".env: line " + number + " is not NAME=value");
    }
    String value = assignment.substring(equals + 1).strip();
    boolean opens = !value.isEmpty() && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    if (opens && (value.length() == 1 || value.charAt(value.length() - 1) != value.charAt(0))) {
      throw new CommandFailure(".env: line " + number + " opens a quote and does not close it");
    }
    variables.put(name, opens ? value.substring(1, value.length() - 1) : value);
  }
}
