package millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import millrace.ingest.CarefulLine.Field;

/// The fields of a v1 line. The layout is checked as a whole first, since its faults win over those further left.
///
/// @param longestKey bytes of the longest field name, without backslashes
/// @param end where the blank stands that ends them, or the end of the line
record V1Fields(List<Field> fields, int longestKey, int end) {
  /// Bytes between key and field in the index of InfluxDB 1.x; they count.
  private static final int SEPARATOR = 4;

  static V1Fields read(byte[] bytes, int from, int lineEnd) throws BadLine {
    int start = V1Names.skipBlanks(bytes, from, lineEnd);
    int end = layoutEnd(bytes, start, lineEnd);
    List<Field> fields = new ArrayList<>();
    int longest = 0;
    int at = start;
    while (at < end) {
      int equals = nameEnd(bytes, at, end);
      int valueEnd = valueEnd(bytes, equals + 1, end);
      String name = V1Names.unescape(bytes, at, equals, V1Names.NAME);
      fields.add(new Field(name, V1Value.read(bytes, equals + 1, valueEnd)));
      longest = Math.max(longest, equals - at);
      at = valueEnd + 1;
    }
    return new V1Fields(fields, longest, end);
  }

  void checkLengths(int keyLength) throws BadLine {
    int size = keyLength + SEPARATOR + longestKey;
    if (size > V1Grammar.LONGEST_KEY) {
      throw new BadLine("max key length exceeded: " + size + " > " + V1Grammar.LONGEST_KEY);
    }
  }

  /// Walks over names and values; ends at a blank outside quotes.
  private static int layoutEnd(byte[] bytes, int start, int lineEnd) throws BadLine {
    boolean quoted = false;
    int equals = 0;
    int commas = 0;
    int i = start;
    while (i < lineEnd && (quoted || bytes[i] != ' ')) {
      byte b = bytes[i];
      if (b == '\\' && i + 1 < lineEnd) {
        i += 2;
      } else if (b == '"' && equals > commas) {
        quoted = !quoted;
        i++;
      } else if (b == '=' && !quoted) {
        equals++;
        refuseEmpty(bytes, i, start, lineEnd);
        i = V1Value.layoutEnd(bytes, i + 1, lineEnd);
      } else {
        commas += b == ',' && !quoted ? 1 : 0;
        i++;
      }
    }
    if (quoted) {
      throw new BadLine("unbalanced quotes");
    }
    if (equals == 0 || commas != equals - 1) {
      throw new BadLine("invalid field format");
    }
    return Math.min(i, lineEnd);
  }

  private static void refuseEmpty(byte[] bytes, int equals, int start, int lineEnd) throws BadLine {
    if (equals == start || bytes[equals - 1] == ',' && bytes[equals - 2] != '\\') {
      throw new BadLine("missing field key");
    }
    if (equals + 1 >= lineEnd || bytes[equals + 1] == ',' || bytes[equals + 1] == ' ') {
      throw new BadLine("missing field value");
    }
  }

  private static int nameEnd(byte[] bytes, int start, int end) throws BadLine {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\\') {
        i++;
      } else if (bytes[i] == '=') {
        return i;
      }
    }
    throw new BadLine("invalid field format");
  }

  private static int valueEnd(byte[] bytes, int start, int end) {
    boolean quoted = false;
    int i = start;
    for (; i < end && (quoted || bytes[i] != ','); i++) {
      if (bytes[i] == '\\' && i + 1 < end && V1Names.STRING.indexOf(bytes[i + 1]) >= 0) {
        i++;
      } else if (bytes[i] == '"') {
        quoted = !quoted;
      }
    }
    return Math.min(i, end);
  }
}
