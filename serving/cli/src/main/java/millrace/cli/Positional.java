package millrace.cli;

import java.util.List;

/// An argument without a flag.
///
/// @param repeated takes all that are left
record Positional(String name, boolean required, boolean repeated, String help) {
  /// Whether it names a file or folder of this machine.
  boolean takesFile() {
    return name.equals("FILE") || name.equals("FOLDER");
  }

  /// Values it may have; empty when they cannot be listed.
  List<String> choices() {
    return name.equals("SHELL") ? Completion.SHELLS : List.of();
  }

  String shown() {
    return (required ? "<" + name + ">" : "[" + name + "]") + (repeated ? "..." : "");
  }
}
