package millrace.cli;

/// The command line is wrong: the program says how, and ends with status 2.
final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String usage;

  /// @param usage the line after `Usage:`; empty for none
  UsageError(String message, String usage) {
    super(message);
    this.usage = usage;
  }

  /// What goes to standard error.
  String text() {
    return "error: " + getMessage() + "\n\n" + (usage.isEmpty() ? "" : "Usage: " + usage + "\n\n")
        + "For more information, try '--help'.";
  }
}
