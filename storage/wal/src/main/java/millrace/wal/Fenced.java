package millrace.wal;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Another process owns the log now; this one is never to write again.
final class Fenced extends MillraceException {
  private static final long serialVersionUID = 1;

  Fenced() {
    super(ErrorCode.STORE_UNAVAILABLE, "another process has written to the WAL ahead of this one");
  }
}
