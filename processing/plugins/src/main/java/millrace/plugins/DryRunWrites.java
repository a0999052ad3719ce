package millrace.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What dry runs would have written: how much for each database, and the first lines.
///
/// Threads: any.
final class DryRunWrites {
  private static final int MAX_SAMPLE = 20;

  private final Map<String, Long> lines = new TreeMap<>();
  private final List<String> sample = new ArrayList<>();

  synchronized void add(String database, String text) {
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      lines.merge(database, 1L, Long::sum);
      if (sample.size() < MAX_SAMPLE) {
        sample.add(database + ": " + line);
      }
    }
  }

  /// Lines by database.
  synchronized Map<String, Long> lines() {
    return new TreeMap<>(lines);
  }

  /// The first of them, as `database: line`.
  synchronized List<String> sample() {
    return List.copyOf(sample);
  }
}
