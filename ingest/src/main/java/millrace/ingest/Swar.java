package millrace.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes of text at a time in one `long`, first byte lowest. Marks come back as the high bit of each byte found;
/// only the lowest mark is sure, which is the one wanted.
final class Swar {
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long ZERO_DIGITS = 0x3030303030303030L;
  private static final long BELOW_DIGIT_LIMIT = 0x7676767676767676L;

  private Swar() {}

  /// The eight bytes from `at` on; the array must reach that far.
  static long word(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at);
  }

  /// Marks blanks and control bytes, all below 0x21.
  static long blanks(long word) {
    return (word - 0x21 * ONES) & ~word & HIGHS;
  }

  /// Marks one given byte.
  static long matches(long word, byte wanted) {
    long difference = word ^ (wanted * ONES);
    return (difference - ONES) & ~difference & HIGHS;
  }

  /// Marks bytes beyond ASCII.
  static long nonAscii(long word) {
    return word & HIGHS;
  }

  /// The place, 0 to 7, of the lowest mark; 8 when there is none.
  static int firstMark(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /// The word with digits turned to their values; input of [#digitCount] and [#digits].
  static long asDigits(long word) {
    return word ^ ZERO_DIGITS;
  }

  /// How many digits the word begins with, 0 to 8.
  static int digitCount(long asDigits) {
    return firstMark(((asDigits + BELOW_DIGIT_LIMIT) | asDigits) & HIGHS);
  }

  /// How many bytes a decimal such as `12.34` takes at the beginning of the word; 0 when digits may go on behind it.
  ///
  /// @param whole how many digits it begins with, 1 to 6, before a point
  static int decimalLength(long asDigits, int whole) {
    // A point leaves no carry in the sum, so the next mark is sure as well.
    long marks = ((asDigits + BELOW_DIGIT_LIMIT) | asDigits) & HIGHS & -1L << Byte.SIZE * (whole + 1);
    return marks == 0 ? 0 : firstMark(marks);
  }

  /// The digits of a decimal as one number.
  ///
  /// @param whole how many digits it begins with, 1 to 6, before the point
  /// @param length its bytes, 3 to 7
  static long decimalDigits(long asDigits, int whole, int length) {
    long front = (1L << Byte.SIZE * whole) - 1;
    return digits(asDigits & front | asDigits >>> Byte.SIZE & ~front, length - 1);
  }

  /// The number in the first `count` digits, 1 to 8.
  static long digits(long asDigits, int count) {
    long v = asDigits << (64 - 8 * count);
    v = (v * 2561) >>> 8 & 0x00FF00FF00FF00FFL;
    v = (v * 6553601) >>> 16 & 0x0000FFFF0000FFFFL;
    return (v * 42949672960001L) >>> 32;
  }
}
