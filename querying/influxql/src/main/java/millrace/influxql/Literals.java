package millrace.influxql;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Quoting and number text, as canonical InfluxQL writes them.
final class Literals {
  private Literals() {}

  /// A name, quoted where it must be: keywords, other characters than `[A-Za-z0-9_]`, the empty name.
  static String identifier(String name) {
    return isBare(name) ? name : quotedIdentifier(name);
  }

  static String quotedIdentifier(String name) {
    return quote(name, '"');
  }

  static String string(String value) {
    return quote(value, '\'');
  }

  static String regex(String pattern) {
    return "/" + pattern.replace("/", "\\/") + "/";
  }

  /// A number in plain decimals, never with an exponent, with the fewest digits that read back to it.
  static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    String plain = sign(value) + new BigDecimal(Double.toString(Math.abs(value))).toPlainString();
    return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
  }

  /// A number literal: three decimals, which is what clients know, or more where three would lose some.
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    BigDecimal rounded = exact.setScale(3, RoundingMode.HALF_EVEN);
    boolean enough = rounded.doubleValue() == Math.abs(value);
    return sign(value) + (enough ? rounded : exact).toPlainString();
  }

  /// Kept apart from the digits, so that a negative zero stays one.
  private static String sign(double value) {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  private static String notFinite(double value) {
    return Double.isNaN(value) ? "NaN" : sign(value).isEmpty() ? "+Inf" : "-Inf";
  }

  private static boolean isBare(String name) {
    if (name.isEmpty() || !Scanner.isIdentifierStart(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      if (!Scanner.isIdentifierPart(name.charAt(i))) {
        return false;
      }
    }
    return Keywords.find(name) == TokenKind.IDENTIFIER;
  }

  private static String quote(String text, char quote) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        quoted.append("\\n");
      } else {
        if (c == quote || c == '\\') {
          quoted.append('\\');
        }
        quoted.append(c);
      }
    }
    return quoted.append(quote).toString();
  }
}
