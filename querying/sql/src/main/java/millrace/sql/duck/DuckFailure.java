package millrace.sql.duck;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Turns what a foreign call throws into our own failures.
final class DuckFailure {
  private DuckFailure() {}

  static RuntimeException of(String operation, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException known) {
      return known;
    }
    return new MillraceException(ErrorCode.INTERNAL, operation + ": " + cause, cause);
  }
}
