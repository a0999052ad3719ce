package millrace.server.config;

/// The command line is wrong; the program ends with status 2.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message what follows `error: `
  public UsageException(String message) {
    super(message);
  }
}
