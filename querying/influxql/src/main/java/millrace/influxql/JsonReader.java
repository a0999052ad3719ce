package millrace.influxql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the first JSON value of a text and words its refusals as Go's library does, because clients see them
/// when bound parameters are no JSON.
///
/// Values become `Map`, `List`, `String`, `Boolean`, [Digits] or [Nothing].
final class JsonReader {
  /// A number as written.
  record Digits(String text) {}

  /// `null`.
  record Nothing() {}

  /// The text is no JSON.
  static final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    JsonException(String message) {
      super(message);
    }
  }

  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  static Object read(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    reader.skipSpace();
    if (reader.at == text.length()) {
      throw new JsonException("EOF");
    }
    return reader.value();
  }

  private Object value() throws JsonException {
    skipSpace();
    char c = peek();
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", new Nothing());
      default -> {
        if (c != '-' && !isDigit(c)) {
          throw invalid("looking for beginning of value");
        }
        yield number();
      }
    };
  }

  private Map<String, Object> object() throws JsonException {
    enter();
    Map<String, Object> object = new LinkedHashMap<>();
    skipSpace();
    if (takes('}')) {
      depth--;
      return object;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw invalid("looking for beginning of object key string");
      }
      String key = string();
      skipSpace();
      if (!takes(':')) {
        throw invalid("after object key");
      }
      object.put(key, value());
      skipSpace();
      if (takes('}')) {
        depth--;
        return object;
      }
      if (!takes(',')) {
        throw invalid("after object key:value pair");
      }
    }
  }

  private List<Object> array() throws JsonException {
    enter();
    List<Object> array = new ArrayList<>();
    skipSpace();
    if (takes(']')) {
      depth--;
      return array;
    }
    while (true) {
      array.add(value());
      skipSpace();
      if (takes(']')) {
        depth--;
        return array;
      }
      if (!takes(',')) {
        throw invalid("after array element");
      }
    }
  }

  private void enter() throws JsonException {
    at++;
    if (++depth > DEEPEST) {
      throw new JsonException("exceeded max depth");
    }
  }

  private String string() throws JsonException {
    StringBuilder string = new StringBuilder();
    at++;
    while (true) {
      char c = peek();
      if (c == '"') {
        at++;
        return string.toString();
      }
      if (c == '\\') {
        at++;
        escape(string);
      } else if (c < ' ') {
        throw invalid("in string literal");
      } else {
        string.append(c);
        at++;
      }
    }
  }

  private void escape(StringBuilder string) throws JsonException {
    switch (peek()) {
      case '"', '\\', '/' -> string.append(peek());
      case 'b' -> string.append('\b');
      case 'f' -> string.append('\f');
      case 'n' -> string.append('\n');
      case 'r' -> string.append('\r');
      case 't' -> string.append('\t');
      case 'u' -> {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
          at++;
          int digit = Character.digit(peek(), 16);
          if (digit < 0 || peek() > 'f') {
            throw invalid("in \\u hexadecimal character escape");
          }
          unit = unit * 16 + digit;
        }
        string.append((char) unit);
      }
      default -> throw invalid("in string escape code");
    }
    at++;
  }

  private Digits number() throws JsonException {
    int start = at;
    takes('-');
    if (!takes('0')) {
      digits("in numeric literal");
    }
    if (takes('.')) {
      digits("after decimal point in numeric literal");
    }
    if (takes('e') || takes('E')) {
      if (!takes('+')) {
        takes('-');
      }
      digits("in exponent of numeric literal");
    }
    return new Digits(text.substring(start, at));
  }

  /// One digit or more.
  private void digits(String place) throws JsonException {
    if (!isDigit(peek())) {
      throw invalid(place);
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private Object word(String word, Object value) throws JsonException {
    at++;
    for (int i = 1; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw invalid("in literal " + word + " (expecting " + quoted(word.charAt(i)) + ")");
      }
      at++;
    }
    return value;
  }

  private char peek() throws JsonException {
    if (at >= text.length()) {
      throw new JsonException("unexpected EOF");
    }
    return text.charAt(at);
  }

  private boolean takes(char expected) {
    boolean taken = at < text.length() && text.charAt(at) == expected;
    at += taken ? 1 : 0;
    return taken;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private JsonException invalid(String place) throws JsonException {
    return new JsonException("invalid character " + quoted(peek()) + " " + place);
  }

  private static String quoted(char c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\t' -> "'\\t'";
      case '\r' -> "'\\r'";
      default -> "'" + c + "'";
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
