package millrace.columns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds tags in the canonical bytes of series keys that lie among others in one array, without an object per key.
/// [SeriesKey] says what the bytes look like.
public final class KeyBytes {
  /// What [#value] gives for a series that does not have the tag.
  public static final long ABSENT = -1;

  private KeyBytes() {}

  /// A tag's name or value as it stands in keys.
  public static byte[] escaped(String text) {
    return SeriesKey.escape(text).getBytes(StandardCharsets.UTF_8);
  }

  /// Where the value of a tag stands in the key `[from, to)`.
  ///
  /// @param tag its name as [#escaped] gives it
  /// @return first index in the high half, the one after the last in the low, for [#start] and [#end]; or [#ABSENT]
  public static long value(byte[] bytes, int from, int to, byte[] tag) {
    int start = from;
    while (start < to) {
      int equals = unescaped(bytes, '=', start, to);
      int end = unescaped(bytes, ',', Math.min(to, equals + 1), to);
      if (Arrays.equals(bytes, start, equals, tag, 0, tag.length)) {
        return (long) (equals + 1) << 32 | end;
      }
      start = end + 1;
    }
    return ABSENT;
  }

  public static int start(long value) {
    return (int) (value >>> 32);
  }

  public static int end(long value) {
    return (int) value;
  }

  /// The text of an escaped name or value `[from, to)`.
  public static String text(byte[] bytes, int from, int to) {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' && i + 1 < to && isEscapable(bytes[i + 1])) {
        i++;
      }
      plain[length++] = bytes[i];
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }

  /// The first `wanted` in `[from, to)` that no backslash precedes, or `to`.
  static int unescaped(byte[] bytes, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' && i + 1 < to && isEscapable(bytes[i + 1])) {
        i++;
      } else if (bytes[i] == wanted) {
        return i;
      }
    }
    return to;
  }

  private static boolean isEscapable(byte b) {
    return b == ',' || b == '=' || b == ' ';
  }
}
