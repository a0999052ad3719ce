package millrace.server.encode;

/// Nanoseconds since the epoch as digits. Times that follow each other share their first six digits for hours, and most
/// are of whole seconds, so that little is left to compute.
///
/// Threads: one.
final class EpochNanos {
  static final int DIGITS = 19;

  /// From September 2001 on there are nineteen digits.
  private static final long FIRST = 1_000_000_000_000_000_000L;

  private static final int HIGH_DIGITS = 6;

  private final byte[] highDigits = new byte[HIGH_DIGITS];
  private int high = -1;

  /// Whether a time can be written this way.
  static boolean applies(long nanos) {
    return nanos >= FIRST;
  }

  /// Writes a time for which it [#applies] at `at`.
  void write(long nanos, byte[] to, int at) {
    long second = nanos / 1_000_000_000;
    int thousands = (int) (second / 10_000);
    if (thousands != high) {
      high = thousands;
      Decimals.write(thousands, highDigits, 0);
    }
    System.arraycopy(highDigits, 0, to, at, HIGH_DIGITS);
    int low = (int) (second - 10_000L * thousands);
    Decimals.pair(low / 100, to, at + HIGH_DIGITS);
    Decimals.pair(low % 100, to, at + HIGH_DIGITS + 2);
    Decimals.nine((int) (nanos - second * 1_000_000_000), to, at + HIGH_DIGITS + 4);
  }
}
