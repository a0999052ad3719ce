package millrace.influxql;

import static millrace.base.Checks.require;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /// Three hundred years: whole windows that long still fit between the first and the last instant.
  private static final int MOST_MONTHS = 3600;

  private static final Pattern MONTHS = Pattern.compile("(?:[0-9]+(?:mo|q|y))+");
  private static final Pattern PART = Pattern.compile("([0-9]+)(mo|q|y)");

  private Durations() {}

  /// The calendar months in the largest unit that divides them, such as `1y`, `1q` or `5mo`.
  static String formatMonths(int months) {
    if (months % 12 == 0) {
      return months / 12 + "y";
    }
    return months % 3 == 0 ? months / 3 + "q" : months + "mo";
  }

  /// Reads `<digits><unit>...` with the units `mo q y`.
  ///
  /// @return empty when the text is no length in calendar months
  /// @throws IllegalArgumentException when it is, and is too long
  static OptionalInt parseMonths(String text) {
    if (!MONTHS.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    long months = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      require(part.group(1).length() < 10, "overflowed duration %s: choose a smaller duration or INF", part.group());
      months += Long.parseLong(part.group(1)) * monthsOf(part.group(2));
    }
    require(months <= MOST_MONTHS, "overflowed duration %s: at most %s", text, formatMonths(MOST_MONTHS));
    return OptionalInt.of((int) months);
  }

  private static int monthsOf(String unit) {
    return switch (unit) {
      case "mo" -> 1;
      case "q" -> 3;
      default -> 12;
    };
  }

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
