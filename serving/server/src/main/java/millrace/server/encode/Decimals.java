package millrace.server.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers as text. A float with at most three decimals and below 10⁹, which is what sensors send, takes a short way:
/// its thousandfold is an integer that reads back exactly, and its digits are the shortest since no two decimals of so
/// few digits share a float. All others take their digits from the JDK.
final class Decimals {
  private static final double SHORT_WAY_FROM = 1e-3;
  private static final double SHORT_WAY_TO = 1e9;

  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// The two digits of a number below 100, the first in the lower byte.
  private static final short[] PAIRS = new short[100];

  /// The point and the decimals of so many thousandths, the first byte lowest, and how many bytes there are up to the last
  /// decimal that is no zero; of none there is one zero.
  private static final int[] FRACTIONS = new int[1000];

  private static final byte[] FRACTION_LENGTHS = new byte[1000];
  private static final long[] POWERS = new long[19];

  static {
    for (int i = 0; i < PAIRS.length; i++) {
      PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
    }
    for (int i = 0; i < FRACTIONS.length; i++) {
      FRACTIONS[i] = '.' | '0' + i / 100 << 8 | '0' + i / 10 % 10 << 16 | '0' + i % 10 << 24;
      FRACTION_LENGTHS[i] = (byte) (i % 100 == 0 ? 2 : i % 10 == 0 ? 3 : 4);
    }
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimals() {}

  /// Writes `value` at `at`, which has room for 20 bytes.
  ///
  /// @return the offset behind it
  static int write(long value, byte[] to, int at) {
    if (value == Long.MIN_VALUE) {
      String text = Long.toString(value);
      for (int i = 0; i < text.length(); i++) {
        to[at + i] = (byte) text.charAt(i);
      }
      return at + text.length();
    }
    int start = at;
    if (value < 0) {
      to[start++] = '-';
    }
    long size = Math.abs(value);
    return digits(size, digitCount(size), to, start);
  }

  /// Writes a finite float at `at`, which has room for 400 bytes.
  ///
  /// @return the offset behind it
  static int write(double value, FloatStyle style, byte[] to, int at) {
    int start = at;
    if (value < 0 || value == 0 && 1 / value < 0) {
      to[start++] = '-';
    }
    double size = Math.abs(value);
    if (size == 0) {
      return layOut(0, 1, 1, style, to, start);
    }
    if (size >= SHORT_WAY_FROM && size < SHORT_WAY_TO) {
      long thousandfold = (long) (size * 1000 + 0.5);
      if (thousandfold / 1000.0 == size) {
        return shortWay(thousandfold, style, to, start);
      }
    }
    return longWay(size, style, to, start);
  }

  /// No style has an exponent for such numbers. `to` has room for three decimals whether they are zeros or not.
  private static int shortWay(long thousandfold, FloatStyle style, byte[] to, int at) {
    long whole = thousandfold / 1000;
    int fraction = (int) (thousandfold - whole * 1000);
    int end = digits(whole, digitCount(whole), to, at);
    if (fraction == 0 && !style.keepsPoint()) {
      return end;
    }
    INT.set(to, end, FRACTIONS[fraction]);
    return end + FRACTION_LENGTHS[fraction];
  }

  /// Takes the digits out of what `Double.toString` makes, `d.dddE±n` or `ddd.ddd`.
  private static int longWay(double size, FloatStyle style, byte[] to, int at) {
    String text = Double.toString(size);
    long digits = 0;
    int beforePoint = 0;
    boolean point = false;
    int exponent = 0;
    int i = 0;
    for (; i < text.length() && text.charAt(i) != 'E'; i++) {
      if (text.charAt(i) == '.') {
        point = true;
      } else {
        digits = 10 * digits + text.charAt(i) - '0';
        beforePoint += point ? 0 : 1;
      }
    }
    if (i < text.length()) {
      exponent = Integer.parseInt(text, i + 1, text.length(), 10);
    }
    int mantissa = i - 1;
    return trimmed(size, digits, mantissa, beforePoint + exponent, style, to, at);
  }

  /// @param written digits in the text, leading zeros of `0.00…` among them
  private static int trimmed(
      double size, long allDigits, int written, int pointAt, FloatStyle style, byte[] to, int at) {
    long digits = allDigits;
    int count = digitCount(digits);
    int point = pointAt - (written - count);
    while (digits % 10 == 0) {
      digits /= 10;
      count--;
    }
    // The JDK gives at least two digits; the smallest subnormals need only one.
    if (count == 2 && size < 1e-320) {
      long one = (digits + 5) / 10;
      if (one < 10 && Double.parseDouble(one + "E" + (point - 1)) == size) {
        return layOut(one, 1, point, style, to, at);
      }
    }
    return layOut(digits, count, point, style, to, at);
  }

  /// @param digits the significant digits
  /// @param count how many they are
  /// @param point where the point stands: behind this many digits; above `count` or below 1 zeros are filled in
  private static int layOut(long digits, int count, int point, FloatStyle style, byte[] to, int at) {
    boolean isZero = digits == 0;
    int exponent = point - 1;
    return switch (style) {
      case GO_PLAIN -> plain(digits, count, point, false, to, at);
      case GO_JSON -> !isZero && (exponent < -6 || exponent >= 21)
          ? goExponent(digits, count, exponent, to, at)
          : plain(digits, count, point, false, to, at);
      case V3_JSON -> !isZero && (exponent > 9 || exponent < -5)
          ? exponent(digits, count, exponent, true, to, at)
          : plain(digits, count, point, style.keepsPoint(), to, at);
      case V3_TEXT -> !isZero && (exponent >= 16 || exponent < -5)
          ? exponent(digits, count, exponent, false, to, at)
          : plain(digits, count, point, style.keepsPoint(), to, at);
    };
  }

  private static int plain(long digits, int count, int point, boolean keepsPoint, byte[] to, int at) {
    int end = at;
    if (point <= 0) {
      to[end++] = '0';
      to[end++] = '.';
      for (int i = point; i < 0; i++) {
        to[end++] = '0';
      }
      return digits(digits, count, to, end);
    }
    if (point >= count) {
      end = digits(digits, count, to, end);
      for (int i = count; i < point; i++) {
        to[end++] = '0';
      }
      if (keepsPoint) {
        to[end++] = '.';
        to[end++] = '0';
      }
      return end;
    }
    end = digits(digits, count, to, end);
    System.arraycopy(to, at + point, to, at + point + 1, count - point);
    to[at + point] = '.';
    return end + 1;
  }

  private static int goExponent(long digits, int count, int exponent, byte[] to, int at) {
    int end = mantissa(digits, count, false, to, at);
    to[end++] = 'e';
    to[end++] = (byte) (exponent < 0 ? '-' : '+');
    return write((long) Math.abs(exponent), to, end);
  }

  private static int exponent(long digits, int count, int exponent, boolean keepsPoint, byte[] to, int at) {
    int end = mantissa(digits, count, keepsPoint, to, at);
    to[end++] = 'e';
    return write((long) exponent, to, end);
  }

  private static int mantissa(long digits, int count, boolean keepsPoint, byte[] to, int at) {
    int end = digits(digits, count, to, at);
    if (count == 1) {
      if (keepsPoint) {
        to[end++] = '.';
        to[end++] = '0';
      }
      return end;
    }
    System.arraycopy(to, at + 1, to, at + 2, count - 1);
    to[at + 1] = '.';
    return end + 1;
  }

  /// Eight digits at a time, so that the divisions do not wait for each other, and then by two.
  private static int digits(long digits, int count, byte[] to, int at) {
    long rest = digits;
    int end = at + count;
    int to8 = end;
    while (rest >= 100_000_000) {
      long quotient = rest / 100_000_000;
      to8 -= 8;
      eight((int) (rest - quotient * 100_000_000), to, to8);
      rest = quotient;
    }
    int few = (int) rest;
    int i = to8;
    while (few >= 10) {
      i -= 2;
      SHORT.set(to, i, PAIRS[few % 100]);
      few /= 100;
    }
    if (i > at) {
      to[at] = (byte) ('0' + few);
    }
    return end;
  }

  /// Writes two digits.
  static void pair(int value, byte[] to, int at) {
    SHORT.set(to, at, PAIRS[value]);
  }

  private static void eight(int value, byte[] to, int at) {
    int high = value / 10_000;
    int low = value - high * 10_000;
    pair(high / 100, to, at);
    pair(high % 100, to, at + 2);
    pair(low / 100, to, at + 4);
    pair(low % 100, to, at + 6);
  }

  /// Writes nine digits, leading zeros among them.
  static void nine(int value, byte[] to, int at) {
    int high = value / 10;
    to[at + 8] = (byte) ('0' + value - 10 * high);
    eight(high, to, at);
  }

  private static int digitCount(long value) {
    int atLeast = (64 - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
    return value >= POWERS[atLeast] ? atLeast + 1 : Math.max(1, atLeast);
  }
}
