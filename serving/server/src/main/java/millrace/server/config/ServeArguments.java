package millrace.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the command line and the environment against the table of settings. The command line wins over the environment,
/// the environment over the defaults, a preferred name over an old one.
public final class ServeArguments {
  private static final String CLUSTER_ID =
      "You've incorrectly specified a cluster-id for InfluxDB 3 Core OSS. A cluster-id belongs to a licensed edition;"
          + " remove it, and name the node with --node-id";

  private final Map<String, Setting<?>> byFlag = new HashMap<>();
  private final Map<Setting<?>, String> texts = new LinkedHashMap<>();
  private final Map<Setting<?>, String> spellings = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private int verbosity;

  private ServeArguments() {
    ServeSettings.ALL.forEach(setting -> setting.flags().forEach(flag -> byFlag.put(flag, setting)));
  }

  /// What was said.
  ///
  /// @param warnings one sentence for each deprecated name in use
  /// @param verbosity how often `-v` was given
  public record Result(GivenSettings settings, List<String> warnings, int verbosity) {}

  /// @param arguments those after the word `serve`
  /// @throws UsageException when a name or a value is wrong
  public static Result read(List<String> arguments, Map<String, String> environment) {
    ServeArguments reading = new ServeArguments();
    reading.commandLine(arguments);
    Environment variables = new Environment(environment);
    for (Setting<?> setting : ServeSettings.ALL) {
      if (!reading.texts.containsKey(setting)) {
        variables.find(setting).ifPresent(found -> reading.take(setting, found.text(), found.name()));
      }
    }
    reading.warnings.addAll(variables.warnings());
    return new Result(reading.values(), List.copyOf(reading.warnings), reading.verbosity);
  }

  private void commandLine(List<String> arguments) {
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at++);
      if (argument.matches("-v+") || argument.equals("--verbose")) {
        verbosity += argument.equals("--verbose") ? 1 : argument.length() - 1;
        continue;
      }
      int equals = argument.indexOf('=');
      String flag = argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
      Setting<?> setting = named(flag);
      boolean hasNext = at < arguments.size() && !arguments.get(at).startsWith("-");
      if (equals > 0 && argument.startsWith("--")) {
        take(setting, argument.substring(equals + 1), flag);
      } else if (!setting.isSwitch() && hasNext) {
        take(setting, arguments.get(at++), flag);
      } else {
        take(setting, setting.bareValue().orElseThrow(() -> missingValue(setting)), flag);
      }
    }
  }

  private Setting<?> named(String flag) {
    Setting<?> setting = byFlag.get(flag);
    if (setting == null) {
      throw new UsageException(
          flag.equals("--cluster-id") ? CLUSTER_ID : "unexpected argument '" + flag + "' found");
    }
    return setting;
  }

  private void take(Setting<?> setting, String text, String spelling) {
    if (spelling.startsWith("-") && texts.containsKey(setting)) {
      throw new UsageException("the argument '" + shown(setting) + "' cannot be used multiple times");
    }
    texts.put(setting, text);
    spellings.put(setting, spelling);
    if (spelling.startsWith("--") && setting.oldNames().contains(spelling)) {
      warnings.add(spelling + " is deprecated, use " + setting.name() + " instead");
    }
  }

  private GivenSettings values() {
    Map<Setting<?>, Object> values = new HashMap<>();
    texts.forEach((setting, text) -> values.put(setting, value(setting, text)));
    return new GivenSettings(values);
  }

  private Object value(Setting<?> setting, String text) {
    try {
      return setting.reader().read(text, spellings.get(setting));
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "invalid value '" + text + "' for '" + shown(setting) + "': " + Optional.ofNullable(wrong.getMessage()).orElse(""));
    }
  }

  private static UsageException missingValue(Setting<?> setting) {
    return new UsageException("a value is required for '" + shown(setting) + "' but none was supplied");
  }

  /// A setting as usage errors print it: `--node-id <NODE_IDENTIFIER_PREFIX>`.
  static String shown(Setting<?> setting) {
    return setting.isSwitch() ? setting.name() : setting.name() + " <" + setting.valueName() + ">";
  }
}
