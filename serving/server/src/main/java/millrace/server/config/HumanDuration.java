package millrace.server.config;

import java.time.Duration;
import java.util.Map;

/// Durations as people write them: `30d12h`, `4 hours`, `1h 30m`, `0`.
public final class HumanDuration {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final Map<String, Long> UNIT_NANOS = Map.ofEntries(
      Map.entry("ns", 1L), Map.entry("nsec", 1L), Map.entry("nanos", 1L),
      Map.entry("us", 1_000L), Map.entry("µs", 1_000L), Map.entry("usec", 1_000L), Map.entry("micros", 1_000L),
      Map.entry("ms", 1_000_000L), Map.entry("msec", 1_000_000L), Map.entry("millis", 1_000_000L),
      Map.entry("s", SECOND), Map.entry("sec", SECOND), Map.entry("secs", SECOND), Map.entry("second", SECOND),
      Map.entry("seconds", SECOND),
      Map.entry("m", 60 * SECOND), Map.entry("min", 60 * SECOND), Map.entry("mins", 60 * SECOND),
      Map.entry("minute", 60 * SECOND), Map.entry("minutes", 60 * SECOND),
      Map.entry("h", 3600 * SECOND), Map.entry("hr", 3600 * SECOND), Map.entry("hrs", 3600 * SECOND),
      Map.entry("hour", 3600 * SECOND), Map.entry("hours", 3600 * SECOND),
      Map.entry("d", DAY), Map.entry("day", DAY), Map.entry("days", DAY),
      Map.entry("w", 7 * DAY), Map.entry("wk", 7 * DAY), Map.entry("wks", 7 * DAY), Map.entry("week", 7 * DAY),
      Map.entry("weeks", 7 * DAY),
      Map.entry("mo", 30 * DAY), Map.entry("M", 2_630_016 * SECOND), Map.entry("month", 2_630_016 * SECOND),
      Map.entry("months", 2_630_016 * SECOND),
      Map.entry("y", 31_557_600 * SECOND), Map.entry("yr", 31_557_600 * SECOND), Map.entry("yrs", 31_557_600 * SECOND),
      Map.entry("year", 31_557_600 * SECOND), Map.entry("years", 31_557_600 * SECOND));

  private final String text;
  private int at;

  private HumanDuration(String text) {
    this.text = text;
  }

  /// Reads one or more numbers with units, added up.
  ///
  /// @throws IllegalArgumentException saying what is wrong where
  public static Duration parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException("value was empty");
    }
    return trimmed.equals("0") ? Duration.ZERO : new HumanDuration(trimmed).items();
  }

  private Duration items() {
    Duration sum = Duration.ZERO;
    try {
      while (at < text.length()) {
        long count = number();
        sum = sum.plus(Duration.ofNanos(unit(count)).multipliedBy(count));
        spaces();
      }
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException("number is too large or cannot be represented without a lack of precision", overflow);
    }
    return sum;
  }

  private long number() {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new IllegalArgumentException("expected number at " + start);
    }
    long number = Long.parseLong(text, start, at, 10);
    spaces();
    return number;
  }

  private long unit(long count) {
    int start = at;
    while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != ' ') {
      at++;
    }
    String unit = text.substring(start, at);
    if (unit.isEmpty()) {
      throw new IllegalArgumentException("time unit needed, for example " + count + "sec or " + count + "ms");
    }
    Long nanos = UNIT_NANOS.get(unit);
    if (nanos == null) {
      throw new IllegalArgumentException("unknown time unit \"" + unit
          + "\", supported units: ns, us, ms, sec, min, hours, days, weeks, months, years (and few variations)");
    }
    return nanos;
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
