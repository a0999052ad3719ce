package millrace.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One record of a CSV file (RFC 4180) as cells.
final class CsvRecord {
  private CsvRecord() {}

  /// @return the cells, none for an empty line
  /// @throws ImportSource.Refused when it is not UTF-8 or its quotes do not match
  static List<String> cells(byte[] bytes) {
    String text = text(bytes);
    List<String> cells = new ArrayList<>();
    if (text.isEmpty()) {
      return cells;
    }
    int at = 0;
    while (true) {
      int end = at < text.length() && text.charAt(at) == '"' ? quoted(text, at, cells) : plain(text, at, cells);
      if (end == text.length()) {
        return cells;
      }
      at = end + 1;
    }
  }

  /// @return where the cell ends: at a comma, or behind the last character
  private static int plain(String text, int start, List<String> cells) {
    int comma = text.indexOf(',', start);
    int end = comma < 0 ? text.length() : comma;
    cells.add(text.substring(start, end));
    return end;
  }

  private static int quoted(String text, int start, List<String> cells) {
    StringBuilder cell = new StringBuilder();
    int at = start + 1;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw new ImportSource.Refused("a quote is not closed");
      }
      cell.append(text, at, quote);
      boolean isDoubled = quote + 1 < text.length() && text.charAt(quote + 1) == '"';
      if (!isDoubled) {
        at = quote + 1;
        break;
      }
      cell.append('"');
      at = quote + 2;
    }
    if (at < text.length() && text.charAt(at) != ',') {
      throw new ImportSource.Refused("a closing quote is followed by " + text.charAt(at));
    }
    cells.add(cell.toString());
    return at;
  }

  private static String text(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportSource.Refused("not UTF-8");
    }
  }
}
