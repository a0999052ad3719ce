package millrace.query.catalog;

/// Lengths of time as Go prints them, which is how listings and some messages show them: `168h0m0s`, `1.5s`, `35µs`.
final class GoDurations {
  private static final long MICROSECOND = 1_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private GoDurations() {}

  /// The whole length.
  static String text(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long length = Math.abs(nanos);
    if (length < MICROSECOND) {
      return sign + length + "ns";
    }
    if (length < MILLISECOND) {
      return sign + decimal(length, MICROSECOND) + "µs";
    }
    if (length < SECOND) {
      return sign + decimal(length, MILLISECOND) + "ms";
    }
    String seconds = decimal(length % MINUTE, SECOND) + "s";
    if (length < MINUTE) {
      return sign + seconds;
    }
    String minutes = length / MINUTE % 60 + "m" + seconds;
    return sign + (length < HOUR ? minutes : length / HOUR + "h" + minutes);
  }

  /// The length cut to whole seconds, milliseconds or microseconds, the largest unit it reaches.
  static String rough(long nanos) {
    long unit = nanos >= SECOND ? SECOND : nanos >= MILLISECOND ? MILLISECOND : MICROSECOND;
    return text(nanos / unit * unit);
  }

  private static String decimal(long length, long unit) {
    String whole = Long.toString(length / unit);
    long rest = length % unit;
    if (rest == 0) {
      return whole;
    }
    String digits = Long.toString(unit + rest).substring(1);
    return whole + "." + digits.replaceAll("0+$", "");
  }
}
