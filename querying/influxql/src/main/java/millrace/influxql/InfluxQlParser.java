package millrace.influxql;

import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.List;

/// Reads InfluxQL: scanner below, one method per clause, no way back but over three tokens.
///
/// What is accepted, and every message with its position, follows InfluxDB 1.6; statements and options of the
/// 1.12 line that 1.6 refused are accepted besides. One instance reads one text.
public final class InfluxQlParser {
  private final TokenStream tokens;
  private final StatementParser statements;

  private InfluxQlParser(String text, Parameters parameters, Dialect dialect) {
    this.tokens = new TokenStream(text, parameters, dialect);
    this.statements = new StatementParser(tokens);
  }

  /// Reads all statements of a text; one bad statement refuses the whole text. White space around the text does
  /// not count for positions.
  ///
  /// @param parameters values for `$name`
  /// @throws ParseException when the text is not InfluxQL
  public static Query parse(String text, Parameters parameters) {
    return parse(text, parameters, Dialect.V1);
  }

  /// Reads all statements of a text in one dialect.
  ///
  /// @throws ParseException when the text is not InfluxQL
  public static Query parse(String text, Parameters parameters, Dialect dialect) {
    return new InfluxQlParser(trimmed(text), parameters, dialect).query();
  }

  /// Reads all statements of a text without bound parameters.
  ///
  /// @throws ParseException when the text is not InfluxQL
  public static Query parse(String text) {
    return parse(text, Parameters.NONE);
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /// White space in Unicode's sense, wider than what separates tokens.
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
  }

  private Query query() {
    List<Statement> read = new ArrayList<>();
    boolean separated = true;
    while (true) {
      Token token = tokens.next();
      if (token.is(TokenKind.EOF)) {
        return new Query(read);
      }
      if (token.is(TokenKind.SEMICOLON)) {
        separated = true;
      } else if (separated) {
        tokens.unscan();
        read.add(statements.statement());
        separated = false;
      } else {
        throw unexpected(token, ";");
      }
    }
  }
}
