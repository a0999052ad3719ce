package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Puts DuckDB's error texts into the form InfluxDB 3 clients know.
final class SqlErrors {
  private static final Pattern KIND = Pattern.compile("^([A-Z][A-Za-z -]*?) Error: (.*)$", Pattern.DOTALL);
  private static final Pattern LOCATION = Pattern.compile("\\n+LINE \\d+:.*$", Pattern.DOTALL);
  private static final Pattern NO_COLUMN = Pattern.compile(
      "^(?:Referenced column \"(.*?)\" (?:not found|was not found).*|Table \".*?\" does not have a column named \"(.*?)\".*"
          + "|Referenced table \"(.*?)\" not found.*)$",
      Pattern.DOTALL);
  private static final Pattern NOT_GROUPED = Pattern.compile("^column \"?(.*?)\"? must appear in the GROUP BY clause");
  private static final Pattern NOT_CONVERTED = Pattern.compile("^Could not convert string '(.*?)' to (\\w+).*$", Pattern.DOTALL);

  /// How messages begin that come from our side of a scan or function.
  private static final List<String> OWN_WORDS = List.of("Error during planning: ", "Arrow error: ", "External error: ", "Execution error: ");

  /// What a query ends with that nobody waits for.
  static final String CANCELLED = "query cancelled";

  private static final String OUT_OF_TIME = "Query exceeded maximum execution time";

  private SqlErrors() {}

  static MillraceException parse(JsonNode tree) {
    String message = tree.path("error_message").asText();
    String position = tree.path("position").asText();
    return SqlFailure.parse(position.isEmpty() ? message : message + " at character " + position);
  }

  /// The rewritten text is ours, so DuckDB's excerpt of it would only confuse: the message stays, the excerpt goes.
  ///
  /// @param fields the columns the query could have named
  static MillraceException translated(MillraceException failure, List<String> fields) {
    Matcher matcher = KIND.matcher(failure.getMessage());
    if (failure.code() != ErrorCode.BAD_QUERY || !matcher.matches()) {
      return failure;
    }
    String message = CaseNames.withoutMark(LOCATION.matcher(matcher.group(2)).replaceAll("")).strip();
    if (message.equals(CANCELLED)) {
      return new MillraceException(ErrorCode.CANCELLED, CANCELLED, failure);
    }
    return switch (matcher.group(1)) {
      case "INTERRUPT", "Interrupt" ->
        new MillraceException(
            ErrorCode.CANCELLED, message.equals(OUT_OF_TIME) ? "query-timeout limit exceeded" : CANCELLED, failure);
      case "Out of Memory" ->
        new MillraceException(ErrorCode.STORE_UNAVAILABLE, "Resources exhausted: the query needs more memory than it may", failure);
      case "Out of Range" -> new MillraceException(ErrorCode.BAD_QUERY, "Arrow error: Arithmetic overflow: " + message, failure);
      case "Conversion" -> new MillraceException(ErrorCode.BAD_QUERY, converted(message), failure);
      case "FATAL", "INTERNAL", "IO" ->
        new MillraceException(ErrorCode.INTERNAL, "the SQL engine failed: " + failure.getMessage(), failure);
      default -> planned(message, fields, failure);
    };
  }

  private static MillraceException planned(String message, List<String> fields, MillraceException failure) {
    if (message.startsWith("Division by zero")) {
      return new MillraceException(ErrorCode.BAD_QUERY, "Arrow error: Divide by zero error", failure);
    }
    Matcher ungrouped = NOT_GROUPED.matcher(message);
    if (ungrouped.find()) {
      return SqlFailure.planning("Column in SELECT must be in GROUP BY or an aggregate function: column \"" + ungrouped.group(1)
          + "\" must appear in the GROUP BY clause or must be part of an aggregate function");
    }
    Matcher column = NO_COLUMN.matcher(message);
    if (column.matches()) {
      for (int group = 1; group <= column.groupCount(); group++) {
        if (column.group(group) != null) {
          return SqlFailure.noField(column.group(group), fields);
        }
      }
    }
    String prefix = OWN_WORDS.stream().anyMatch(message::startsWith) ? "" : "Error during planning: ";
    return new MillraceException(ErrorCode.BAD_QUERY, prefix + message, failure);
  }

  /// Messages call whole numbers by their bits: `INT32`.
  private static String arrowName(String type) {
    return type.matches("U?INT\\d+") ? type.replace("UINT", "UInt").replace("INT", "Int") : ArrowTypes.ofDuck(type);
  }

  private static String converted(String message) {
    Matcher matcher = NOT_CONVERTED.matcher(message);
    return matcher.matches()
        ? "Arrow error: Cast error: Cannot cast string '" + matcher.group(1) + "' to value of " + arrowName(matcher.group(2)) + " type"
        : "Arrow error: Cast error: " + message;
  }
}
