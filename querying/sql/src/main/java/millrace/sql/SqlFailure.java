package millrace.sql;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Refusals of a query, in the words InfluxDB 3 uses.
final class SqlFailure {
  private SqlFailure() {}

  static MillraceException planning(String message) {
    return new MillraceException(ErrorCode.BAD_QUERY, "Error during planning: " + message);
  }

  static MillraceException parse(String message) {
    return new MillraceException(ErrorCode.PARSE_ERROR, "SQL error: ParserError(\"" + message + "\")");
  }
}
