package millrace.ingest;

import java.nio.charset.StandardCharsets;

/// How names and values lose their backslashes in v1: only before characters that need one there.
final class V1Names {
  /// Escapes of table names and field names.
  static final String NAME = ",\" =";
  /// Escapes of tag keys and tag values.
  static final String TAG = ", =";
  /// Escapes of string values.
  static final String STRING = "\"\\";

  private V1Names() {}

  static String unescape(byte[] bytes, int start, int end, String escapable) {
    byte[] plain = new byte[end - start];
    int size = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\\' && i + 1 < end && escapable.indexOf(bytes[i + 1]) >= 0) {
        i++;
      }
      plain[size++] = bytes[i];
    }
    return new String(plain, 0, size, StandardCharsets.UTF_8);
  }

  static int skipBlanks(byte[] bytes, int at, int end) {
    int i = at;
    while (i < end && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == 0)) {
      i++;
    }
    return i;
  }
}
