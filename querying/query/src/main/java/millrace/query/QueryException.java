package millrace.query;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A statement cannot be planned or run as asked. The message is the one InfluxQL clients know.
public final class QueryException extends MillraceException {
  private static final long serialVersionUID = 1;

  public QueryException(ErrorCode code, String message) {
    super(code, message);
  }

  /// The statement is at fault.
  public QueryException(String message) {
    this(ErrorCode.BAD_QUERY, message);
  }

  static QueryException cancelled(String message) {
    return new QueryException(ErrorCode.CANCELLED, message);
  }
}
