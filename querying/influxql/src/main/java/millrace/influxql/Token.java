package millrace.influxql;

/// One piece of a query text.
///
/// @param line where it begins, from 0; see [Scanner] for the tokens that begin one character earlier
/// @param character where it begins in the line, from 0
/// @param text what was written, without quotes and escapes; empty for operators and keywords
record Token(TokenKind kind, int line, int character, String text) {
  boolean is(TokenKind other) {
    return kind == other;
  }

  /// As messages name it: its text if it has one, else its kind, a truth value in capitals.
  String shown() {
    if (!text.isEmpty()) {
      return text;
    }
    return switch (kind) {
      case TRUE -> "TRUE";
      case FALSE -> "FALSE";
      default -> kind.text();
    };
  }

  Position position() {
    return new Position(line + 1, character + 1);
  }
}
