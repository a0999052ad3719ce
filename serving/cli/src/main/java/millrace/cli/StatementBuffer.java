package millrace.cli;

import java.util.ArrayList;
import java.util.List;

/// Lines as they are typed, cut into statements at each `;` that is in neither quotes nor a comment (`-- …`).
final class StatementBuffer {
  private final StringBuilder text = new StringBuilder();

  boolean isEmpty() {
    return text.toString().isBlank();
  }

  void clear() {
    text.setLength(0);
  }

  /// Adds a line.
  ///
  /// @return the statements that end in it, without their `;`
  List<String> add(String line) {
    text.append(line).append('\n');
    List<String> ended = new ArrayList<>();
    for (int end = end(); end >= 0; end = end()) {
      String statement = text.substring(0, end).strip();
      text.delete(0, end + 1);
      if (!statement.isEmpty()) {
        ended.add(statement);
      }
    }
    if (isEmpty()) {
      clear();
    }
    return ended;
  }

  /// Where the first statement ends, or -1.
  private int end() {
    char quote = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '-' && at + 1 < text.length() && text.charAt(at + 1) == '-') {
        at = text.indexOf("\n", at);
      } else if (c == ';') {
        return at;
      }
    }
    return -1;
  }
}
