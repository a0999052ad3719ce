package millrace.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Timestamps as SQL texts spell them: RFC 3339, a space in place of `T`, no zone, or a date alone.
final class Timestamps {
  private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
      .append(DateTimeFormatter.ISO_LOCAL_DATE)
      .optionalStart()
      .appendPattern("['T'][' ']HH:mm[:ss]")
      .optionalStart()
      .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
      .optionalEnd()
      .appendPattern("[XXX][X]")
      .optionalEnd()
      .toFormatter(Locale.ROOT);

  private Timestamps() {}

  /// Nanoseconds since the epoch, of a text that must be a timestamp.
  ///
  /// @throws MillraceException with code BAD_QUERY in InfluxDB 3's words
  static long require(String text) {
    try {
      return parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new MillraceException(
          ErrorCode.BAD_QUERY, "Arrow error: Parser error: Error parsing timestamp from '" + text + "': error parsing date", e);
    }
  }

  /// @param nanos since the epoch
  static LocalDateTime utc(long nanos) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000), ZoneOffset.UTC);
  }

  /// An instant as results spell it: no zone, and a fraction of 3, 6 or 9 digits where there is one.
  static String text(long nanos) {
    LocalDateTime time = utc(nanos);
    String text = time.toString();
    return time.getSecond() == 0 && time.getNano() == 0 ? text + ":00" : text;
  }

  /// Nanoseconds since the epoch.
  ///
  /// @throws java.time.DateTimeException when the text is no timestamp
  /// @throws ArithmeticException when it lies beyond what 64 bits hold
  static long parse(String text) {
    TemporalAccessor parsed =
        FORMAT.parseBest(text.trim(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    LocalDateTime utc = switch (parsed) {
      case OffsetDateTime zoned -> zoned.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      case LocalDateTime local -> local;
      case LocalDate date -> date.atStartOfDay();
      default -> throw new IllegalStateException("unexpected " + parsed);
    };
    long seconds = utc.toEpochSecond(ZoneOffset.UTC);
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), utc.getNano());
  }
}
