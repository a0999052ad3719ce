package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.MillraceException;

/// Puts DuckDB's error texts into the form InfluxDB 3 clients know.
final class SqlErrors {
  private static final Pattern BINDER = Pattern.compile("^(Binder|Catalog|Conversion|Invalid Input|Parser) Error: (.*)$", Pattern.DOTALL);
  private static final Pattern LOCATION = Pattern.compile("\\n+LINE \\d+:.*$", Pattern.DOTALL);

  private SqlErrors() {}

  static MillraceException parse(JsonNode tree) {
    String message = tree.path("error_message").asText();
    String position = tree.path("position").asText();
    return SqlFailure.parse(position.isEmpty() ? message : message + " at character " + position);
  }

  /// The rewritten text is ours, so DuckDB's excerpt of it would only confuse: the message stays, the excerpt goes.
  static MillraceException translated(MillraceException failure) {
    Matcher matcher = BINDER.matcher(failure.getMessage());
    if (!matcher.matches()) {
      return failure;
    }
    String message = LOCATION.matcher(matcher.group(2)).replaceAll("");
    return new MillraceException(failure.code(), "Error during planning: " + message, failure);
  }
}
