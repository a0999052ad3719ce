package millrace.base;

/// A failure with a stable code. The message starts in lower case, names the object and the operation.
public class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  public MillraceException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public MillraceException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
