package millrace.server.access;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Somebody known asked for what it may not do. Every interface words it the same way, and says nothing of what exists.
public final class Forbidden extends MillraceException {
  private static final long serialVersionUID = 1;

  public Forbidden() {
    super(ErrorCode.FORBIDDEN, "requestor is forbidden from requested resource");
  }
}
