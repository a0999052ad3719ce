package millrace.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks settings up in environment variables, under their names of all times.
final class Environment {
  private static final String PREFIX = "INFLUXDB3_";
  private static final Map<String, String> RENAMED = Map.of(
      "INFLUXDB3_NUM_IO_THREADS", "INFLUXDB3_NUM_THREADS",
      "INFLUXDB3_NUM_DATAFUSION_THREADS", "INFLUXDB3_DATAFUSION_NUM_THREADS");

  private final Map<String, String> variables;
  private final List<String> warnings = new ArrayList<>();

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /// A variable and its value.
  record Found(String name, String text) {}

  Optional<Found> find(Setting<?> setting) {
    List<String> names = names(setting);
    Optional<Found> best = Optional.empty();
    for (String name : names) {
      String text = variables.get(name);
      if (text == null || text.isEmpty()) {
        continue;
      }
      if (best.isEmpty()) {
        best = Optional.of(new Found(name, text));
      }
      if (isOld(setting, name)) {
        warnings.add(warning(name, names.getFirst(), best.get(), text));
      }
    }
    return best;
  }

  /// One sentence for each deprecated name found.
  List<String> warnings() {
    return warnings;
  }

  private static String warning(String old, String current, Found used, String text) {
    boolean both = !used.name().equals(old) && !used.text().equals(text);
    return both
        ? "both " + old + " and " + current + " are set; using " + current + ", as " + old + " is deprecated"
        : "environment variable " + old + " is deprecated, use " + current + " instead";
  }

  private static List<String> names(Setting<?> setting) {
    List<String> names = new ArrayList<>(setting.environment());
    String current = names.getFirst();
    boolean hadNoPrefix = current.startsWith(PREFIX + "OBJECT_STORE")
        || current.startsWith(PREFIX + "LOG_")
        || current.startsWith(PREFIX + "TRACES_");
    if (hadNoPrefix) {
      names.add(current.substring(PREFIX.length()));
    }
    Optional.ofNullable(RENAMED.get(current)).ifPresent(names::add);
    return names;
  }

  private static boolean isOld(Setting<?> setting, String name) {
    return setting.oldNames().contains(name) || !setting.environment().contains(name);
  }
}
