package millrace.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Reads the text DuckDB writes for a list: `[[1, 2], [3]]`.
final class ListText {
  private ListText() {}

  /// How many values the list has, the first list in it, and so on, parted by commas.
  ///
  /// @param type the list's, as `INTEGER[][]`
  static String dimensions(String type, String text) {
    List<Integer> sizes = new ArrayList<>();
    int start = 0;
    for (String rest = type; rest.endsWith("[]"); rest = rest.substring(0, rest.length() - 2)) {
      if (start >= text.length() || text.charAt(start) != '[') {
        break;
      }
      sizes.add(size(text, start));
      start++;
    }
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /// The values of the list that opens at `start`.
  private static int size(String text, int start) {
    int depth = 0;
    int commas = 0;
    boolean isEmpty = true;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\'', '"' -> i = closing(text, i);
        case '[', '{', '(' -> depth++;
        case ']', '}', ')' -> depth--;
        case ',' -> commas += depth == 1 ? 1 : 0;
        default -> {}
      }
      if (depth == 0) {
        break;
      }
      isEmpty &= i == start;
    }
    return isEmpty ? 0 : commas + 1;
  }

  /// Where the quoted text ends that begins at `start`.
  private static int closing(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i;
      }
    }
    return text.length();
  }
}
