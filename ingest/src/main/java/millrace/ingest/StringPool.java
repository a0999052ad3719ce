package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keeps the strings seen last, so that values which repeat, as states and levels do, are not made again. A fixed
/// number of places; a newcomer takes the place its hash points to.
final class StringPool {
  private static final int PLACES = 1 << 10;
  private static final int LONGEST = 64;

  private final byte[][] texts = new byte[PLACES][];
  private final String[] strings = new String[PLACES];

  /// The string of UTF-8 bytes; the array must reach eight bytes beyond `end`.
  String string(byte[] bytes, int start, int end) {
    if (end - start > LONGEST) {
      return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
    int place = (int) KeyTable.hash(bytes, start, end) & PLACES - 1;
    byte[] text = texts[place];
    if (text == null || !Arrays.equals(text, 0, text.length, bytes, start, end)) {
      texts[place] = Arrays.copyOfRange(bytes, start, end);
      strings[place] = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
    return strings[place];
  }
}
