package millrace.query.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/// Windows of whole calendar months, such as those of `time(1mo)`. They begin at the first of a month, at the start of
/// its day in the zone; several months count from January 1970, so that quarters and years are those of the calendar.
///
/// @param months length of a window, above zero
/// @param shiftMonths shift of all windows in months
/// @param shiftNanos further shift of all windows, on the clocks of the zone
public record CalendarWindows(int months, int shiftMonths, long shiftNanos, ZoneId zone) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final LocalDateTime ORIGIN = LocalDateTime.of(1970, 1, 1, 0, 0);

  /// No window is shorter than so many days for each of its months, whatever clocks do.
  private static final long SHORTEST_MONTH_NANOS = 27 * 86_400 * NANOS_PER_SECOND;

  /// The start of the window that contains an instant.
  public long start(long nanos) {
    return instant(ordinal(nanos));
  }

  /// The first instant after the window that contains an instant.
  public long end(long nanos) {
    return instant(ordinal(nanos) + 1);
  }

  /// How many windows lie between the one at the origin and the one that contains an instant.
  public long ordinal(long nanos) {
    LocalDateTime civil = civil(nanos).minusNanos(shiftNanos);
    long ordinal = Math.floorDiv(ChronoUnit.MONTHS.between(ORIGIN, civil.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS))
        - shiftMonths, months);
    // Where clocks are put back a civil time occurs twice, so it can belong to the neighbour.
    while (instant(ordinal) > nanos && instant(ordinal) > InfluxTime.MIN) {
      ordinal--;
    }
    while (instant(ordinal + 1) <= nanos && instant(ordinal + 1) < InfluxTime.MAX) {
      ordinal++;
    }
    return ordinal;
  }

  /// The instant so many windows later on the calendar; earlier when negative.
  public long plus(long nanos, int windows) {
    return nanos == InfluxTime.MIN || nanos == InfluxTime.MAX
        ? nanos
        : nanos(civil(nanos).plusMonths((long) windows * months).atZone(zone));
  }

  /// A length that no window is shorter than.
  public long leastNanos() {
    return months * SHORTEST_MONTH_NANOS;
  }

  private long instant(long ordinal) {
    return nanos(ORIGIN.plusMonths(ordinal * months + shiftMonths).plusNanos(shiftNanos).atZone(zone));
  }

  private LocalDateTime civil(long nanos) {
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    return LocalDateTime.ofInstant(instant, zone);
  }

  /// What queries cannot speak of becomes the first or last instant they can.
  private static long nanos(ZonedDateTime time) {
    long second = time.toEpochSecond();
    if (second <= InfluxTime.MIN / NANOS_PER_SECOND) {
      return InfluxTime.MIN;
    }
    return second >= InfluxTime.MAX / NANOS_PER_SECOND ? InfluxTime.MAX : second * NANOS_PER_SECOND + time.getNano();
  }
}
