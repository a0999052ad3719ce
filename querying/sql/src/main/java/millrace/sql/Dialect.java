package millrace.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import millrace.sql.SqlTokens.Kind;
import millrace.sql.SqlTokens.Token;

/// Puts a text into the words DuckDB's parser knows, where the two dialects differ before there is a tree: unquoted names
/// fold to lower case, `BIGINT UNSIGNED`, `f(x) IGNORE NULLS`, `approx_percentile_cont(p) WITHIN GROUP (…)`, `a # b` and
/// `a ^ b`, `LEFT SEMI JOIN`. Every token keeps its place, so that the parser's positions are those of the client's text.
final class Dialect {
  /// What stands for `#` between the parser and the rewriter.
  static final String EXCLUSIVE_OR = "@";

  /// What stands behind `semi` or `anti` where the join is the right side's, see [Spellings].
  static final String OF_THE_RIGHT = "/*>*/";

  private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "integer", "int", "bigint");

  private final StringBuilder text;
  private final List<Token> tokens;

  private Dialect(String text) {
    this.text = new StringBuilder(text);
    this.tokens = SqlTokens.of(text);
  }

  static String toDuck(String text) {
    Dialect dialect = new Dialect(text);
    dialect.fold();
    for (int i = 0; i < dialect.tokens.size(); i++) {
      dialect.unsigned(i);
      dialect.ignoreNulls(i);
      dialect.percentile(i);
      dialect.exclusiveOr(i);
      dialect.halfJoin(i);
      dialect.nvl(i);
    }
    return dialect.text.toString();
  }

  private void fold() {
    for (Token token : tokens) {
      if (token.kind() == Kind.WORD) {
        for (int i = token.start(); i < token.end(); i++) {
          char c = text.charAt(i);
          if (c >= 'A' && c <= 'Z') {
            text.setCharAt(i, (char) (c + 32));
          }
        }
      }
    }
  }

  private void unsigned(int i) {
    String type = word(i);
    if (INTEGERS.contains(type) && word(i + 1).equals("unsigned")) {
      replace(tokens.get(i).start(), tokens.get(i + 1).end(), "u" + (type.equals("int") ? "integer" : type));
    }
  }

  /// `)` moves behind `IGNORE NULLS`, into the blank that must follow it.
  private void ignoreNulls(int i) {
    boolean isNulls = word(i + 2).equals("nulls") && (word(i + 1).equals("ignore") || word(i + 1).equals("respect"));
    if (isSymbol(i, ')') && isNulls) {
      int end = tokens.get(i + 2).end();
      if (end < text.length() && Character.isWhitespace(text.charAt(end))) {
        text.setCharAt(tokens.get(i).start(), ' ');
        text.setCharAt(end, ')');
      }
    }
  }

  /// `#` means a column's number to DuckDB, `@` nothing until the rewriter sees it.
  private void exclusiveOr(int i) {
    if (isSymbol(i, '@')) {
      throw SqlFailure.parse("unexpected @ at character " + tokens.get(i).start());
    }
    if (isSymbol(i, '#') || isSymbol(i, '^') && !isSymbol(i + 1, '@')) {
      replace(tokens.get(i).start(), tokens.get(i).end(), EXCLUSIVE_OR);
    }
  }

  /// DuckDB's semi and anti joins are those of the left side, and say so without a word.
  private void halfJoin(int i) {
    boolean isHalf = word(i + 1).equals("semi") || word(i + 1).equals("anti");
    if (!isHalf || !word(i + 2).equals("join")) {
      return;
    }
    if (word(i).equals("left")) {
      replace(tokens.get(i).start(), tokens.get(i).end(), "");
    } else if (word(i).equals("right")) {
      replace(tokens.get(i).start(), tokens.get(i + 1).end(), word(i + 1) + OF_THE_RIGHT);
    }
  }

  /// The parser makes another function of `ifnull` before its name is known.
  private void nvl(int i) {
    if (word(i).equals("ifnull") && isSymbol(i + 1, '(')) {
      replace(tokens.get(i).start(), tokens.get(i).end(), "nvl");
    }
  }

  /// DuckDB knows the ordered form of the exact percentile only: what follows WITHIN GROUP moves into the call.
  private void percentile(int i) {
    if (!Percentiles.has(word(i)) || !isSymbol(i + 1, '(')) {
      return;
    }
    int depth = 0;
    for (int j = i + 1; j < tokens.size(); j++) {
      depth += isSymbol(j, '(') ? 1 : isSymbol(j, ')') ? -1 : 0;
      if (depth == 0) {
        if (word(j + 1).equals("within") && word(j + 2).equals("group") && isSymbol(j + 3, '(')) {
          replace(tokens.get(j).start(), tokens.get(j + 3).end(), "");
        }
        return;
      }
    }
  }

  /// The lower-case word at an index; empty for any other token and beyond the end.
  private String word(int index) {
    if (index >= tokens.size() || tokens.get(index).kind() != Kind.WORD) {
      return "";
    }
    return text.substring(tokens.get(index).start(), tokens.get(index).end()).toLowerCase(Locale.ROOT);
  }

  private boolean isSymbol(int index, char symbol) {
    return index < tokens.size()
        && tokens.get(index).kind() == Kind.SYMBOL
        && text.charAt(tokens.get(index).start()) == symbol;
  }

  private void replace(int start, int end, String with) {
    text.replace(start, end, with + " ".repeat(end - start - with.length()));
  }
}
