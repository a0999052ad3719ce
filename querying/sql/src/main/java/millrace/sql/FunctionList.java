package millrace.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The functions a query may call, from `functions.txt` beside this class.
final class FunctionList {
  private final Map<String, String> targets = new HashMap<>();

  FunctionList() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        FunctionList.class.getResourceAsStream("functions.txt"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" -> ");
          targets.put(parts[0], parts[parts.length - 1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What clients call the functions, ascending.
  List<String> names() {
    return targets.keySet().stream().sorted().toList();
  }

  /// What DuckDB calls the function, or empty where no query may call it.
  Optional<String> target(String name) {
    return Optional.ofNullable(targets.get(name.toLowerCase(Locale.ROOT)));
  }
}
