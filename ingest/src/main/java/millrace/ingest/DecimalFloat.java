package millrace.ingest;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.math.BigInteger;

/// Decimal digits to the nearest `double`, as `Double.parseDouble` rounds.
///
/// Up to 2^53 and 10^22 one exact division or multiplication does. Beyond, the Eisel-Lemire method multiplies by a
/// 128-bit power of five (D. Lemire, "Number Parsing at a Gigabyte per Second", 2021); what lies outside its table
/// goes to a general parser.
final class DecimalFloat {
  private static final int SMALLEST_EXPONENT = -65;
  private static final int GREATEST_EXPONENT = 65;
  private static final long EXACT_INTEGERS = 1L << 53;
  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22
  };
  /// The leading 128 bits of the powers of five from [#SMALLEST_EXPONENT] on.
  private static final long[] HIGH = new long[GREATEST_EXPONENT - SMALLEST_EXPONENT + 1];

  private static final long[] LOW = new long[HIGH.length];

  static {
    for (int exponent = SMALLEST_EXPONENT; exponent <= GREATEST_EXPONENT; exponent++) {
      BigInteger power = exponent < 0 ? leadingBitsOfInverse(-exponent) : leadingBits(exponent);
      HIGH[exponent - SMALLEST_EXPONENT] = power.shiftRight(64).longValue();
      LOW[exponent - SMALLEST_EXPONENT] = power.longValue();
    }
  }

  private DecimalFloat() {}

  /// The value of `digits` times ten to the `exponent`.
  ///
  /// @param digits up to 19 decimal digits, unsigned
  /// @return NaN where only [#parse] can tell
  static double of(long digits, int exponent, boolean negative) {
    if (digits >= 0 && digits <= EXACT_INTEGERS && exponent <= 0 && exponent >= -22) {
      double value = exponent == 0 ? digits : digits / EXACT_POWERS[-exponent];
      return negative ? -value : value;
    }
    return eiselLemire(digits, exponent, negative);
  }

  /// The value of a whole text such as `-1.5e300`.
  ///
  /// @return an infinity where the number is too great
  /// @throws NumberFormatException when the text is no number
  static double parse(byte[] bytes, int from, int length) {
    return JavaDoubleParser.parseDouble(bytes, from, length);
  }

  private static double eiselLemire(long digits, int exponent, boolean negative) {
    if (digits == 0) {
      return negative ? -0.0 : 0.0;
    }
    if (exponent < SMALLEST_EXPONENT || exponent > GREATEST_EXPONENT) {
      return Double.NaN;
    }
    int leadingZeros = Long.numberOfLeadingZeros(digits);
    long normal = digits << leadingZeros;
    int entry = exponent - SMALLEST_EXPONENT;
    long upper = Math.unsignedMultiplyHigh(normal, HIGH[entry]);
    long lower = normal * HIGH[entry];
    if ((upper & 0x1FF) == 0x1FF) {
      long carry = Math.unsignedMultiplyHigh(normal, LOW[entry]);
      lower += carry;
      if (Long.compareUnsigned(carry, lower) > 0) {
        upper++;
      }
    }
    int topBit = (int) (upper >>> 63);
    int shift = topBit + 9;
    long mantissa = upper >>> shift;
    int binaryExponent = (int) ((217706L * exponent) >> 16) + 63 + topBit - leadingZeros + 1023;
    if (binaryExponent <= 0 || binaryExponent >= 2047) {
      return Double.NaN;
    }
    if (isHalfway(lower, upper, mantissa, shift, exponent)) {
      mantissa &= ~1L;
    }
    mantissa = (mantissa + (mantissa & 1)) >>> 1;
    if (mantissa >= EXACT_INTEGERS) {
      mantissa = 1L << 52;
      binaryExponent++;
    }
    long sign = negative ? Long.MIN_VALUE : 0;
    return Double.longBitsToDouble(mantissa & ~(1L << 52) | (long) binaryExponent << 52 | sign);
  }

  /// Whether the product lies exactly between two doubles, so that the even one is to be taken.
  private static boolean isHalfway(long lower, long upper, long mantissa, int shift, int exponent) {
    return Long.compareUnsigned(lower, 1) <= 0
        && exponent >= -4
        && exponent <= 23
        && (mantissa & 3) == 1
        && mantissa << shift == upper;
  }

  private static BigInteger leadingBits(int exponent) {
    BigInteger power = BigInteger.valueOf(5).pow(exponent);
    int surplus = power.bitLength() - 128;
    return surplus > 0 ? power.shiftRight(surplus) : power.shiftLeft(-surplus);
  }

  private static BigInteger leadingBitsOfInverse(int exponent) {
    BigInteger power = BigInteger.valueOf(5).pow(exponent);
    int bits = power.subtract(BigInteger.ONE).bitLength();
    int precision = exponent <= 27 ? bits + 127 : 2 * bits + 128;
    BigInteger inverse = BigInteger.ONE.shiftLeft(precision).divide(power).add(BigInteger.ONE);
    return inverse.shiftRight(Math.max(0, inverse.bitLength() - 128));
  }
}
