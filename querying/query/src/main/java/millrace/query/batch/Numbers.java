package millrace.query.batch;

/// Conversions between number types as the reference makes them on x86-64.
public final class Numbers {
  private static final double TWO_POW_63 = 0x1p63;

  private Numbers() {}

  /// Truncates toward zero; what does not fit becomes the smallest integer.
  public static long floatToInteger(double value) {
    if (value >= -TWO_POW_63 && value < TWO_POW_63) {
      return (long) value;
    }
    return Long.MIN_VALUE;
  }

  /// Truncates toward zero; what lies from 2^63 on is taken from the upper half.
  public static long floatToUnsigned(double value) {
    if (value < TWO_POW_63) {
      return floatToInteger(value);
    }
    return floatToInteger(value - TWO_POW_63) ^ Long.MIN_VALUE;
  }

  public static double unsignedToFloat(long bits) {
    if (bits >= 0) {
      return bits;
    }
    // Halve, keeping the lowest bit so that rounding is right, convert, and double again.
    return (double) ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
