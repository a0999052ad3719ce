package millrace.cli;

import java.util.Optional;

/// A flag of a command.
///
/// @param names long and short spellings, the first one shown in help and errors
/// @param valueName what its value is called in help; empty for a switch
/// @param variable environment variable that stands for it; empty for none
/// @param fallback value when neither is given; empty for none
/// @param choices values it may have, with blanks between; empty when they cannot be listed
/// @param repeatable may be given more than once; its values then stand in lines of their own
record Flag(
    String[] names,
    String valueName,
    String variable,
    String fallback,
    boolean required,
    String help,
    String choices,
    boolean repeatable) {
  static Flag value(String names, String valueName, String help) {
    return new Flag(names.split(" "), valueName, "", "", false, help, "", false);
  }

  static Flag toggle(String names, String help) {
    return new Flag(names.split(" "), "", "", "", false, help, "", false);
  }

  Flag manyTimes() {
    return new Flag(names, valueName, variable, fallback, required, help, choices, true);
  }

  Flag from(String newVariable) {
    return new Flag(names, valueName, newVariable, fallback, required, help, choices, repeatable);
  }

  Flag orElse(String newFallback) {
    return new Flag(names, valueName, variable, newFallback, required, help, choices, repeatable);
  }

  Flag needed() {
    return new Flag(names, valueName, variable, fallback, true, help, choices, repeatable);
  }

  Flag oneOf(String newChoices) {
    return new Flag(names, valueName, variable, fallback, required, help, newChoices, repeatable);
  }

  /// Whether its value names a file or folder of this machine.
  boolean takesFile() {
    return valueName.equals("FILE") || valueName.equals("PATH") || valueName.equals("PLACE") || valueName.equals("DIR");
  }

  boolean isToggle() {
    return valueName.isEmpty();
  }

  String name() {
    return names[0];
  }

  /// As usage errors print it: `--database <DATABASE_NAME>`.
  String shown() {
    return isToggle() ? name() : name() + " <" + valueName + ">";
  }

  Optional<String> defaultValue() {
    return fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
  }
}
