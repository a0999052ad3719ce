package millrace.influxql;

import static millrace.base.Checks.require;

/// Lengths of time as InfluxQL writes them: `90s`, `1h30m`, `2w`.
public final class Durations {
  public static final long MICROSECOND = 1_000L;
  public static final long MILLISECOND = 1_000_000L;
  public static final long SECOND = 1_000_000_000L;
  public static final long MINUTE = 60 * SECOND;
  public static final long HOUR = 60 * MINUTE;
  public static final long DAY = 24 * HOUR;
  public static final long WEEK = 7 * DAY;

  private static final long[] UNITS = {WEEK, DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, 1};
  private static final String[] UNIT_NAMES = {"w", "d", "h", "m", "s", "ms", "u", "ns"};

  private Durations() {}

  /// The length in the largest unit that divides it, such as `90m` or `1h`; zero is `0s`.
  public static String format(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    int unit = 0;
    while (nanos % UNITS[unit] != 0) {
      unit++;
    }
    return nanos / UNITS[unit] + UNIT_NAMES[unit];
  }

  /// Reads `[-]<digits><unit>...` with the units `ns u µ ms s m h d w`.
  ///
  /// @return nanoseconds
  /// @throws IllegalArgumentException with the message clients know, when the text is no duration or too long
  public static long parse(String text) {
    boolean negative = text.startsWith("-");
    int at = negative ? 1 : 0;
    require(at < text.length(), "invalid duration");
    long total = 0;
    while (at < text.length()) {
      int digitsEnd = at;
      while (digitsEnd < text.length() && isDigit(text.charAt(digitsEnd))) {
        digitsEnd++;
      }
      int unitLength = unitLength(text, digitsEnd);
      require(digitsEnd > at && unitLength > 0, "invalid duration");
      int end = digitsEnd + unitLength;
      try {
        long count = Long.parseLong(text, at, digitsEnd, 10);
        total = Math.addExact(total, Math.multiplyExact(count, unit(text, digitsEnd, unitLength)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("invalid duration", e);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "overflowed duration " + text.substring(at, end) + ": choose a smaller duration or INF", e);
      }
      at = end;
    }
    return negative ? -total : total;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// How many characters the unit at an index has; 0 when there is none.
  private static int unitLength(String text, int at) {
    if (at >= text.length()) {
      return 0;
    }
    boolean second = at + 1 < text.length() && text.charAt(at + 1) == 's';
    return switch (text.charAt(at)) {
      case 'n' -> second ? 2 : 0;
      case 'm' -> second ? 2 : 1;
      case 'u', 'µ', 's', 'h', 'd', 'w' -> 1;
      default -> 0;
    };
  }

  private static long unit(String text, int at, int length) {
    return switch (text.charAt(at)) {
      case 'n' -> 1;
      case 'u', 'µ' -> MICROSECOND;
      case 'm' -> length == 2 ? MILLISECOND : MINUTE;
      case 's' -> SECOND;
      case 'h' -> HOUR;
      case 'd' -> DAY;
      default -> WEEK;
    };
  }
}
