package millrace.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thing `serve` can be told: its spellings on the command line and in the environment, how its text is read, and
/// what it is without any.
///
/// @param flags spellings on the command line, the preferred one first
/// @param environment spellings in the environment, the preferred one first
/// @param oldNames those of `flags` and `environment` that are deprecated
/// @param valueName what the value is called in help; empty for a flag without a value
/// @param bareValue text that the flag alone, without a value, stands for; empty when it needs a value
/// @param fallback text of the default; empty for none
public record Setting<T>(
    Section section,
    List<String> flags,
    List<String> environment,
    List<String> oldNames,
    String valueName,
    Optional<String> bareValue,
    Optional<String> fallback,
    String help,
    ValueReader<T> reader) {
  public Setting {
    flags = List.copyOf(flags);
    environment = List.copyOf(environment);
    oldNames = List.copyOf(oldNames);
  }

  /// Where help lists a setting.
  public enum Section {
    STORAGE,
    NETWORK,
    WRITE,
    QUERY,
    LOG,
    ENGINE,
    OTHER
  }

  /// Reads a value's text.
  @FunctionalInterface
  public interface ValueReader<T> {
    /// @param spelling the flag or variable it came by
    /// @throws IllegalArgumentException saying what is wrong with the text
    T read(String text, String spelling);
  }

  /// A setting that takes text.
  static Setting<String> text(Section section, String flag, String valueName, String help) {
    return of(section, flag, valueName, help, (text, spelling) -> text);
  }

  /// A setting that takes a value of some type.
  static <T> Setting<T> of(Section section, String flag, String valueName, String help, ValueReader<T> reader) {
    String variable = "INFLUXDB3_" + flag.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    return new Setting<>(
        section, List.of(flag), List.of(variable), List.of(), valueName, Optional.empty(), Optional.empty(), help, reader);
  }

  /// A setting that is on or off; off unless told.
  static Setting<Boolean> flag(Section section, String flag, String help) {
    return of(section, flag, "", help, (text, spelling) -> truth(text)).bare("true").fallsBackTo("false");
  }

  /// With these variables in place of the one made from the flag, preferred first.
  Setting<T> variables(String... names) {
    return new Setting<>(section, flags, List.of(names), oldNames, valueName, bareValue, fallback, help, reader);
  }

  /// Also by other flags.
  Setting<T> alias(String... names) {
    List<String> more = new ArrayList<>(flags);
    more.addAll(List.of(names));
    return new Setting<>(section, more, environment, oldNames, valueName, bareValue, fallback, help, reader);
  }

  /// With names that work but warn.
  Setting<T> old(String... names) {
    List<String> moreFlags = new ArrayList<>(flags);
    List<String> moreVariables = new ArrayList<>(environment);
    for (String name : names) {
      (name.startsWith("--") ? moreFlags : moreVariables).add(name);
    }
    return new Setting<>(
        section, moreFlags, moreVariables, List.of(names), valueName, bareValue, fallback, help, reader);
  }

  Setting<T> fallsBackTo(String text) {
    return new Setting<>(
        section, flags, environment, oldNames, valueName, bareValue, Optional.of(text), help, reader);
  }

  Setting<T> bare(String text) {
    return new Setting<>(
        section, flags, environment, oldNames, valueName, Optional.of(text), fallback, help, reader);
  }

  /// The preferred flag.
  public String name() {
    return flags.getFirst();
  }

  /// Whether the flag stands alone and never takes the next argument as its value.
  public boolean isSwitch() {
    return valueName.isEmpty();
  }

  /// A setting is the one of its name. Comparing and hashing all components is work that no start has time for.
  @Override
  public boolean equals(Object other) {
    return other instanceof Setting<?> setting && name().equals(setting.name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t", "yes", "y", "on", "1" -> true;
      case "false", "f", "no", "n", "off", "0", "" -> false;
      default -> throw new IllegalArgumentException("value was not a boolean");
    };
  }
}
