package millrace.cli;

/// A command could not do its work: the program says `<Verb> command failed: <message>` and ends with status 1.
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandFailure(String message) {
    super(message);
  }
}
