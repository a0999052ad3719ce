package millrace.objectstore;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The exceptions all stores throw, worded once.
final class StoreFaults {
  private StoreFaults() {}

  static MillraceException unavailable(String operation, String name, IOException cause) {
    String message = operation + " object " + name + ": " + cause;
    ErrorCode code =
        cause instanceof ClosedByInterruptException ? ErrorCode.CANCELLED : ErrorCode.STORE_UNAVAILABLE;
    return new MillraceException(code, message, cause);
  }

  static MillraceException missing(String name) {
    return new MillraceException(ErrorCode.NOT_FOUND, "no object " + name);
  }

  static MillraceException tooShort(String name, long size, long offset, int length) {
    return new MillraceException(
        ErrorCode.CORRUPT,
        "reading object " + name + ": wanted " + length + " bytes at " + offset + ", it has only " + size);
  }

  static void checkRange(String name, long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "reading object " + name + ": " + length + " bytes at " + offset);
    }
  }
}
