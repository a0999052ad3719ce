package millrace.cli;

/// An argument without a flag.
///
/// @param repeated takes all that are left
record Positional(String name, boolean required, boolean repeated, String help) {
  String shown() {
    return (required ? "<" + name + ">" : "[" + name + "]") + (repeated ? "..." : "");
  }
}
