package millrace.plugins;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Durations as people write them after `every:` and as the engine prints them: `1h 30m`, `1day`, `1ms 234us 567ns`.
///
/// A month is 30.44 days and a year 365.25 days. Units are case sensitive: `M` is a month, `m` a minute.
public final class DurationText {
  private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);
  private static final long DAY = 86_400;
  private static final long MONTH = 2_630_016;
  private static final long YEAR = 31_557_600;
  private static final Map<String, BigInteger> UNIT_NANOS = unitNanos();

  private DurationText() {}

  /// Reads one or more numbers with units, summed; a bare `0` is zero.
  ///
  /// @return empty where the text is anything else, or has a fraction finer than a nanosecond
  public static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    BigInteger nanos = BigInteger.ZERO;
    int at = skipSpace(text, 0);
    if (at == text.length()) {
      return Optional.empty();
    }
    while (at < text.length()) {
      int numberEnd = numberEnd(text, at);
      int unitStart = skipSpace(text, numberEnd);
      int unitEnd = unitEnd(text, unitStart);
      Optional<BigInteger> part = part(text.substring(at, numberEnd), text.substring(unitStart, unitEnd));
      if (part.isEmpty()) {
        return Optional.empty();
      }
      nanos = nanos.add(part.get());
      at = skipSpace(text, unitEnd);
    }
    return duration(nanos);
  }

  /// The canonical text: largest units first, separated by one space; zero is `0s`.
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    long seconds = duration.getSeconds();
    long withinYear = seconds % YEAR;
    long withinMonth = withinYear % MONTH;
    long withinDay = withinMonth % DAY;
    appendNamed(text, seconds / YEAR, "year");
    appendNamed(text, withinYear / MONTH, "month");
    appendNamed(text, withinMonth / DAY, "day");
    append(text, withinDay / 3600, "h");
    append(text, withinDay % 3600 / 60, "m");
    append(text, withinDay % 60, "s");
    int nanos = duration.getNano();
    append(text, nanos / 1_000_000, "ms");
    append(text, nanos / 1000 % 1000, "us");
    append(text, nanos % 1000, "ns");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static Optional<BigInteger> part(String number, String unit) {
    BigInteger unitNanos = UNIT_NANOS.get(unit);
    if (number.isEmpty() || unitNanos == null) {
      return Optional.empty();
    }
    try {
      BigDecimal value = new BigDecimal(number);
      if (value.toBigInteger().compareTo(MAX_UNSIGNED) > 0) {
        return Optional.empty();
      }
      return Optional.of(value.multiply(new BigDecimal(unitNanos)).toBigIntegerExact());
    } catch (ArithmeticException finerThanANanosecond) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> duration(BigInteger nanos) {
    BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
    return parts[0].bitLength() > 63
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact()));
  }

  /// Digits, then at most one dot followed by digits; `from` itself where there is no such number.
  private static int numberEnd(String text, int from) {
    int end = digitsEnd(text, from);
    if (end == from || end == text.length() || text.charAt(end) != '.') {
      return end;
    }
    int fractionEnd = digitsEnd(text, end + 1);
    return fractionEnd == end + 1 ? from : fractionEnd;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int unitEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isUnitLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isUnitLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == 'µ';
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && WhiteSpace.is(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static void appendNamed(StringBuilder text, long count, String unit) {
    append(text, count, count == 1 ? unit : unit + "s");
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(text.isEmpty() ? "" : " ").append(count).append(unit);
    }
  }

  private static Map<String, BigInteger> unitNanos() {
    Map<String, BigInteger> units = new LinkedHashMap<>();
    put(units, 1, "nanos", "nsec", "ns");
    put(units, 1_000, "usec", "us", "µs");
    put(units, 1_000_000, "millis", "msec", "ms");
    putSeconds(units, 1, "seconds", "second", "secs", "sec", "s");
    putSeconds(units, 60, "minutes", "minute", "min", "mins", "m");
    putSeconds(units, 3600, "hours", "hour", "hr", "hrs", "h");
    putSeconds(units, DAY, "days", "day", "d");
    putSeconds(units, 7 * DAY, "weeks", "week", "wk", "wks", "w");
    putSeconds(units, MONTH, "months", "month", "M");
    putSeconds(units, YEAR, "years", "year", "yr", "yrs", "y");
    return units;
  }

  private static void putSeconds(Map<String, BigInteger> units, long seconds, String... spellings) {
    put(units, seconds * 1_000_000_000L, spellings);
  }

  private static void put(Map<String, BigInteger> units, long nanos, String... spellings) {
    List.of(spellings).forEach(spelling -> units.put(spelling, BigInteger.valueOf(nanos)));
  }
}
