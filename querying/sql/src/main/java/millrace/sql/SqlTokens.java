package millrace.sql;

import java.util.ArrayList;
import java.util.List;

/// The tokens of an SQL text, as far as they matter before the parser sees it: what is a word, what is quoted.
/// Damaged texts (an open quote) give a token up to the end; the parser says what is wrong with them.
final class SqlTokens {
  /// What a token is.
  enum Kind {
    /// An unquoted identifier or keyword.
    WORD,
    QUOTED_NAME,
    STRING,
    PARAMETER,
    NUMBER,
    SYMBOL
  }

  /// A token at `start`, up to and without `end`.
  record Token(Kind kind, int start, int end) {}

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String text) {
    this.text = text;
  }

  static List<Token> of(String text) {
    SqlTokens scanner = new SqlTokens(text);
    scanner.scan();
    return scanner.tokens;
  }

  private void scan() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("--", at)) {
        at = endOr(text.indexOf('\n', at));
      } else if (text.startsWith("/*", at)) {
        skipBlockComment();
      } else {
        int start = at;
        Kind kind = token(c);
        tokens.add(new Token(kind, start, at));
      }
    }
  }

  /// Moves past one token.
  private Kind token(char c) {
    if (c == '\'') {
      quoted('\'', false);
      return Kind.STRING;
    }
    if (c == '"') {
      quoted('"', false);
      return Kind.QUOTED_NAME;
    }
    if (c == '$') {
      return dollar();
    }
    if ((c == 'e' || c == 'E') && text.startsWith("'", at + 1)) {
      at++;
      quoted('\'', true);
      return Kind.STRING;
    }
    if (Character.isDigit(c)) {
      while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      return Kind.NUMBER;
    }
    if (isWordPart(c)) {
      word();
      return Kind.WORD;
    }
    at++;
    return Kind.SYMBOL;
  }

  private void quoted(char quote, boolean backslashes) {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (backslashes && c == '\\') {
        at++;
      } else if (c == quote) {
        if (at + 1 >= text.length() || text.charAt(at + 1) != quote) {
          break;
        }
        at++;
      }
      at++;
    }
    at = Math.min(text.length(), at + 1);
  }

  /// `$name`, `$1`, or a text between `$tag$` and `$tag$`.
  private Kind dollar() {
    int tag = at;
    at++;
    word();
    if (at < text.length() && text.charAt(at) == '$' && !(at > tag + 1 && Character.isDigit(text.charAt(tag + 1)))) {
      String mark = text.substring(tag, at + 1);
      int end = text.indexOf(mark, at + 1);
      at = end < 0 ? text.length() : end + mark.length();
      return Kind.STRING;
    }
    return Kind.PARAMETER;
  }

  private void word() {
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
  }

  private void skipBlockComment() {
    int depth = 0;
    while (at < text.length()) {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
  }

  private int endOr(int found) {
    return found < 0 ? text.length() : found;
  }

  private static boolean isWordPart(char c) {
    return c == '_' || Character.isLetterOrDigit(c) || c >= 0x80;
  }
}
