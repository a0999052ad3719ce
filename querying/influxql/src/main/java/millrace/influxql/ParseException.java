package millrace.influxql;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A text is not InfluxQL. The message is the one clients know, without the `error parsing query: ` before it.
public final class ParseException extends MillraceException {
  private static final long serialVersionUID = 1;

  private final transient Position position;

  ParseException(String message, Position position) {
    super(ErrorCode.PARSE_ERROR, message);
    this.position = position;
  }

  /// Where reading stopped. Present also when the message does not print it.
  public Position position() {
    return position;
  }
}
