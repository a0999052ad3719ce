package millrace.ingest;

import java.util.Arrays;

/// A field's name as bodies spell it, kept so that it is recognised by comparing two words.
final class FieldSpelling {
  final FieldBuilder field;
  final long hash;
  /// Bytes of the name and its equals sign.
  final int length;
  /// The spelling that followed last time, which is tried first next time; null at first.
  FieldSpelling next;

  private final byte[] nameAndEquals;
  private final long firstWord;
  private final long firstMask;
  private final long lastWord;
  private final int lastOffset;

  FieldSpelling(byte[] bytes, int start, int end, long hash, FieldBuilder field) {
    this.field = field;
    this.hash = hash;
    this.length = end - start + 1;
    byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, start, end), Math.max(length, Long.BYTES));
    padded[length - 1] = '=';
    this.nameAndEquals = padded;
    this.firstMask = length >= Long.BYTES ? -1 : (1L << (Byte.SIZE * length)) - 1;
    this.firstWord = Swar.word(padded, 0) & firstMask;
    this.lastOffset = Math.max(0, length - Long.BYTES);
    this.lastWord = Swar.word(padded, lastOffset);
  }

  /// Whether this name and an equals sign stand at `at`.
  boolean matches(byte[] bytes, int at, int end) {
    if ((Swar.word(bytes, at) & firstMask) != firstWord) {
      return false;
    }
    if (length <= Long.BYTES) {
      return true;
    }
    if (at + length > end || Swar.word(bytes, at + lastOffset) != lastWord) {
      return false;
    }
    return length <= 2 * Long.BYTES
        || Arrays.equals(nameAndEquals, Long.BYTES, lastOffset, bytes, at + Long.BYTES, at + lastOffset);
  }
}
