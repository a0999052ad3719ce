package millrace.ingest;

/// Ends the careful reading of one line. Carries the message of its dialect and no stack, since it is an expected
/// outcome and never leaves the module.
final class BadLine extends Exception {
  private static final long serialVersionUID = 1;

  private final LineError.Kind kind;

  BadLine(String message) {
    this(LineError.Kind.SYNTAX, message);
  }

  BadLine(LineError.Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  LineError.Kind kind() {
    return kind;
  }
}
