package millrace.cli;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Instants as files and flags spell them, as nanoseconds since 1970.
final class Instants {
  private static final long BILLION = 1_000_000_000L;

  private Instants() {}

  /// RFC 3339, the same without a zone (then UTC) or with a space for the `T`, a date, or a whole number.
  ///
  /// @param unitNanos unit of a number; 0 to guess it from how large the number is
  /// @throws IllegalArgumentException when it is none of these, or out of range
  static long parse(String text, long unitNanos) {
    try {
      return isNumber(text) ? number(Long.parseLong(text), unitNanos) : date(text);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a time: RFC 3339, a date, or a whole number", e);
    }
  }

  /// The unit a name of precision stands for; 0 for `auto`.
  static long unitNanos(String precision) {
    return switch (precision) {
      case "s", "second" -> BILLION;
      case "ms", "millisecond" -> 1_000_000;
      case "us", "u", "microsecond" -> 1_000;
      case "ns", "n", "nanosecond" -> 1;
      default -> 0;
    };
  }

  /// RFC 3339 with nanoseconds, in UTC.
  static String text(long nanos) {
    return LocalDateTime.ofEpochSecond(Math.floorDiv(nanos, BILLION), (int) Math.floorMod(nanos, BILLION), ZoneOffset.UTC)
        .toString() + (Math.floorMod(nanos, 60 * BILLION) == 0 ? ":00Z" : "Z");
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() > start && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(long number, long unitNanos) {
    return Math.multiplyExact(number, unitNanos == 0 ? guessed(Math.abs(number)) : unitNanos);
  }

  private static long guessed(long size) {
    if (size < 5_000_000_000L) {
      return BILLION;
    }
    if (size < 5_000_000_000_000L) {
      return 1_000_000;
    }
    return size < 5_000_000_000_000_000L ? 1_000 : 1;
  }

  private static long date(String text) {
    if (text.length() == 10) {
      return nanos(LocalDate.parse(text).atStartOfDay(), ZoneOffset.UTC);
    }
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
    boolean hasZone = iso.endsWith("Z") || iso.endsWith("z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
    if (!hasZone) {
      return nanos(LocalDateTime.parse(iso), ZoneOffset.UTC);
    }
    OffsetDateTime time = OffsetDateTime.parse(iso);
    return nanos(time.toLocalDateTime(), time.getOffset());
  }

  private static long nanos(LocalDateTime time, ZoneOffset offset) {
    return BigDecimal.valueOf(time.toEpochSecond(offset)).movePointRight(9).add(BigDecimal.valueOf(time.getNano()))
        .longValueExact();
  }
}
