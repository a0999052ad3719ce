package millrace.sql;

import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Refusals of a query, in the words InfluxDB 3 uses.
final class SqlFailure {
  private SqlFailure() {}

  static MillraceException planning(String message) {
    return new MillraceException(ErrorCode.BAD_QUERY, "Error during planning: " + message);
  }

  /// A value that a function cannot take.
  static MillraceException execution(String message) {
    return new MillraceException(ErrorCode.BAD_QUERY, "Execution error: " + message);
  }

  /// A number that does not fit.
  static MillraceException arithmetic(String message) {
    return new MillraceException(ErrorCode.BAD_QUERY, "Arrow error: Arithmetic overflow: " + message);
  }

  /// @param fields the columns there are, as `table.column`
  static MillraceException noField(String name, List<String> fields) {
    String valid = fields.isEmpty() ? "" : " Valid fields are " + String.join(", ", fields) + ".";
    return new MillraceException(ErrorCode.BAD_QUERY, "Schema error: No field named " + name + "." + valid);
  }

  static MillraceException parse(String message) {
    return new MillraceException(ErrorCode.PARSE_ERROR, "SQL error: ParserError(\"" + message + "\")");
  }
}
