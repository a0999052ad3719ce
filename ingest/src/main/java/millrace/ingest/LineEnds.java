package millrace.ingest;

import java.nio.charset.StandardCharsets;

/// Where lines end. A newline within a quoted field value, or after a backslash, belongs to its line.
final class LineEnds {
  private static final int QUOTED_BYTES = 1024;

  private LineEnds() {}

  /// The newline that ends the line which begins at `start`, or `end`. The rule is InfluxDB's: quotes count only
  /// behind a blank and an equals sign that no comma has followed yet.
  static int find(byte[] bytes, int start, int end) {
    boolean inFields = false;
    boolean quoted = false;
    int equals = 0;
    int commas = 0;
    for (int i = start; i < end; i++) {
      switch (bytes[i]) {
        case '\\' -> i++;
        case ' ' -> inFields = true;
        case '=' -> equals += inFields && !quoted ? 1 : 0;
        case ',' -> commas += inFields && !quoted ? 1 : 0;
        case '"' -> quoted ^= inFields && equals > commas;
        case '\n' -> {
          if (!quoted) {
            return i;
          }
        }
        default -> {}
      }
    }
    return end;
  }

  /// The next newline whatever stands around it, or `end`.
  static int findPlain(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  /// Newlines from `start` to `end`.
  static int count(byte[] bytes, int start, int end) {
    int newlines = 0;
    for (int i = start; i < end; i++) {
      newlines += bytes[i] == '\n' ? 1 : 0;
    }
    return newlines;
  }

  /// The line as an answer quotes it: at most 1024 bytes, cut between characters.
  static String quote(byte[] bytes, int start, int end) {
    int cut = end;
    if (end - start > QUOTED_BYTES) {
      cut = start + QUOTED_BYTES;
      while (cut > start && (bytes[cut] & 0xC0) == 0x80) {
        cut--;
      }
    }
    return new String(bytes, start, cut - start, StandardCharsets.UTF_8);
  }
}
