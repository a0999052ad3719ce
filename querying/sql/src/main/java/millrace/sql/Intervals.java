package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Interval literals: `INTERVAL '1 day 2 hours'` and `INTERVAL 5 minute`.
final class Intervals {
  private static final Pattern PART = Pattern.compile("\\s*([+-]?\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]+)\\s*");
  private static final Pattern CLOCK = Pattern.compile("\\s*(-?)(\\d{1,9}):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?\\s*");
  private static final Pattern UNIT_CALL =
      Pattern.compile("to_(years|months|weeks|days|hours|minutes|seconds|milliseconds|microseconds)");

  private Intervals() {}

  /// A length of time in the parts that do not convert into each other.
  record Parts(long months, long days, long nanos) {}

  /// The length of an interval constant, a day taken as 24 hours; empty for other expressions and for months and years,
  /// whose length depends on when they start.
  static Optional<Long> fixedNanos(JsonNode node) {
    try {
      return partsOf(node)
          .filter(parts -> parts.months() == 0)
          .map(parts -> Math.addExact(Math.multiplyExact(parts.days(), 86_400_000_000_000L), parts.nanos()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /// The length of an interval constant that has neither months nor days.
  static Optional<Long> nanosOf(JsonNode node) {
    return partsOf(node).filter(parts -> parts.months() == 0 && parts.days() == 0).map(Parts::nanos);
  }

  /// An interval constant; empty for other expressions.
  static Optional<Parts> partsOf(JsonNode node) {
    if (Ast.isCastTo(node, "INTERVAL") && Ast.isLiteral(node.path("child"), "STRING")) {
      return parse(Ast.literalText(node.path("child")));
    }
    Matcher call = UNIT_CALL.matcher(Ast.functionName(node));
    if (Ast.expressionClass(node).equals("FUNCTION") && call.matches()) {
      JsonNode count = firstArgument(node);
      while (Ast.expressionClass(count).equals("CAST") || Ast.functionName(count).endsWith("trunc")) {
        count = Ast.expressionClass(count).equals("CAST") ? count.path("child") : firstArgument(count);
      }
      boolean isNumber = Ast.isLiteral(count, "INTEGER") || Ast.isLiteral(count, "NUMERIC") || Ast.isLiteral(count, "STRING");
      return isNumber ? parse(Ast.literalText(count) + " " + call.group(1)) : Optional.empty();
    }
    return Optional.empty();
  }

  private static JsonNode firstArgument(JsonNode call) {
    return call.path("arguments").path(0).path("expression");
  }

  private static Optional<Parts> parse(String text) {
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      return Optional.of(new Parts(0, 0, clockNanos(clock)));
    }
    Matcher matcher = PART.matcher(text);
    long months = 0;
    long days = 0;
    long nanos = 0;
    int end = 0;
    try {
      while (end < text.length() && matcher.find() && matcher.start() == end) {
        BigDecimal count = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2).toLowerCase(java.util.Locale.ROOT);
        switch (unit) {
          case "year", "years", "yr", "yrs", "y" -> months = Math.addExact(months, count.longValueExact() * 12);
          case "month", "months", "mon", "mons" -> months = Math.addExact(months, count.longValueExact());
          case "week", "weeks", "w" -> days = Math.addExact(days, count.longValueExact() * 7);
          case "day", "days", "d" -> days = Math.addExact(days, count.longValueExact());
          default -> {
            long unitNanos = unitNanos(unit);
            if (unitNanos == 0) {
              return Optional.empty();
            }
            BigInteger exact =
                count.multiply(BigDecimal.valueOf(unitNanos)).setScale(0, RoundingMode.DOWN).toBigIntegerExact();
            nanos = Math.addExact(nanos, exact.longValueExact());
          }
        }
        end = matcher.end();
      }
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
    return end > 0 && end == text.length() ? Optional.of(new Parts(months, days, nanos)) : Optional.empty();
  }

  private static long clockNanos(Matcher clock) {
    long seconds = Long.parseLong(clock.group(2)) * 3600 + Long.parseLong(clock.group(3)) * 60
        + (clock.group(4) == null ? 0 : Long.parseLong(clock.group(4)));
    String fraction = clock.group(5) == null ? "" : clock.group(5);
    long nanos = seconds * 1_000_000_000L + Long.parseLong((fraction + "000000000").substring(0, 9));
    return clock.group(1).isEmpty() ? nanos : -nanos;
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "nanosecond", "nanoseconds", "ns" -> 1L;
      case "microsecond", "microseconds", "us" -> 1_000L;
      case "millisecond", "milliseconds", "ms" -> 1_000_000L;
      case "second", "seconds", "sec", "secs", "s" -> 1_000_000_000L;
      case "minute", "minutes", "min", "mins", "m" -> 60_000_000_000L;
      case "hour", "hours", "hr", "hrs", "h" -> 3_600_000_000_000L;
      default -> 0;
    };
  }
}
