package millrace.server;

import java.util.List;
import java.util.Locale;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.influxql.ExplainStatement;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.Parameters;
import millrace.influxql.ParseException;
import millrace.influxql.SelectStatement;
import millrace.influxql.ShowStatement;
import millrace.influxql.Statement;

/// InfluxQL where only one statement that reads has a place: in Flight, and in the queries of plugins.
final class ReadingStatement {
  private ReadingStatement() {}

  /// The one statement of a text.
  ///
  /// @throws MillraceException with PARSE_ERROR for a text that is no InfluxQL, BAD_QUERY for several statements and for
  ///     one that would change something
  static Statement of(String text, Parameters parameters) {
    List<Statement> statements;
    try {
      statements = InfluxQlParser.parse(text, parameters).statements();
    } catch (ParseException wrong) {
      throw new MillraceException(
          ErrorCode.PARSE_ERROR, "error in InfluxQL statement: parsing error: " + wrong.getMessage(), wrong);
    }
    if (statements.size() != 1) {
      throw new MillraceException(ErrorCode.BAD_QUERY, "must provide only one InfluxQl statement per query");
    }
    return switch (statements.getFirst()) {
      case ShowStatement show -> show;
      case ExplainStatement explain -> explain;
      case SelectStatement select when select.into().isEmpty() -> select;
      case SelectStatement _ -> throw unimplemented("SELECT INTO");
      default -> throw unimplemented(firstWords(text));
    };
  }

  static MillraceException unimplemented(String what) {
    return new MillraceException(ErrorCode.BAD_QUERY, "This feature is not implemented: " + what);
  }

  private static String firstWords(String text) {
    String[] words = text.strip().split("\\s+", 3);
    return (words.length > 1 ? words[0] + " " + words[1] : words[0]).toUpperCase(Locale.ROOT);
  }
}
