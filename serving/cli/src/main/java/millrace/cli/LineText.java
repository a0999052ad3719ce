package millrace.cli;

/// Spells names and values in line protocol.
final class LineText {
  private LineText() {}

  static void table(StringBuilder line, String name) {
    escape(line, name, ", ");
  }

  /// A name of a tag or field, or a value of a tag.
  ///
  /// @throws IllegalArgumentException when line protocol has no spelling for it
  static void key(StringBuilder line, String text) {
    escape(line, text, ", =");
  }

  private static void escape(StringBuilder line, String text, String special) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        throw new IllegalArgumentException("a name or tag with a line break has no spelling in line protocol: "
            + text.replace("\n", "\\n").replace("\r", "\\r"));
      }
      if (special.indexOf(c) >= 0) {
        line.append('\\');
      }
      line.append(c);
    }
    if (text.endsWith("\\")) {
      throw new IllegalArgumentException("a name or tag that ends in a backslash has no spelling in line protocol: " + text);
    }
  }

  static void string(StringBuilder line, String value) {
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\');
      }
      line.append(c);
    }
    line.append('"');
  }
}
