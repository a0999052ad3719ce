package millrace.plugins;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A cron expression breaks the grammar; the message says where and how.
final class CronSyntaxException extends MillraceException {
  private static final long serialVersionUID = 1;

  CronSyntaxException(String message) {
    super(ErrorCode.INVALID_ARGUMENT, message);
  }
}
