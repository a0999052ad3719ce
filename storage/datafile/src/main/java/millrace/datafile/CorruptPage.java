package millrace.datafile;

/// Bytes that no writer of ours makes. Leaves the module as a `MillraceException` that names the file.
final class CorruptPage extends RuntimeException {
  private static final long serialVersionUID = 1;

  CorruptPage(String message) {
    super(message);
  }
}
