package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Interval literals of fixed length.
final class Intervals {
  private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9})\\s*([a-z]+)\\s*");

  private Intervals() {}

  /// The length of an interval constant such as `INTERVAL '1 day 2 hours'`; empty for other expressions and for months
  /// and years, whose length depends on when they start.
  static OptionalLong fixedNanos(JsonNode node) {
    if (!Ast.isCastTo(node, "INTERVAL") || !Ast.isLiteral(node.path("child"), "STRING")) {
      return OptionalLong.empty();
    }
    Matcher parts = PART.matcher(Ast.literalText(node.path("child")));
    long nanos = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      long unit = unitNanos(parts.group(2));
      if (unit == 0) {
        return OptionalLong.empty();
      }
      nanos += Long.parseLong(parts.group(1)) * unit;
      end = parts.end();
    }
    boolean whole = end > 0 && end == Ast.literalText(node.path("child")).length();
    return whole ? OptionalLong.of(nanos) : OptionalLong.empty();
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "microsecond", "microseconds", "us" -> 1_000L;
      case "millisecond", "milliseconds", "ms" -> 1_000_000L;
      case "second", "seconds", "sec", "secs", "s" -> 1_000_000_000L;
      case "minute", "minutes", "min", "mins", "m" -> 60_000_000_000L;
      case "hour", "hours", "hr", "hrs", "h" -> 3_600_000_000_000L;
      case "day", "days", "d" -> 86_400_000_000_000L;
      case "week", "weeks", "w" -> 604_800_000_000_000L;
      default -> 0;
    };
  }
}
