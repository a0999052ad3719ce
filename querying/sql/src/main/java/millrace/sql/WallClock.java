package millrace.sql;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/// Time by the clocks on the walls of a zone: nanoseconds of local time counted as if they were UTC.
final class WallClock {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  private WallClock() {}

  /// The zone a name stands for: an id of the tz database or an offset such as `+05:30`.
  static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// `(instant, zone)`: the local time of an instant.
  static Object local(Object[] arguments) {
    long nanos = (Long) arguments[0];
    return nanos + offset(ZoneId.of((String) arguments[1]).getRules(), nanos).getTotalSeconds() * SECOND;
  }

  /// `(instant, stride nanoseconds below a day, stride days, stride months, local origin, zone)`: the start of the bin of
  /// local time an instant falls into, as an instant.
  static Object bin(Object[] arguments) {
    long nanos = (Long) arguments[0];
    long stride = (Long) arguments[1] + (Long) arguments[2] * DAY;
    long months = (Long) arguments[3];
    long origin = (Long) arguments[4];
    ZoneRules rules = ZoneId.of((String) arguments[5]).getRules();
    ZoneOffset inputOffset = offset(rules, nanos);
    long local = nanos + inputOffset.getTotalSeconds() * SECOND;
    long start = months != 0 ? monthBin(local, months, origin) : floor(local, stride, origin);
    boolean isCalendar = (Long) arguments[2] != 0 || months != 0;
    return instant(rules, start, inputOffset, isCalendar ? Long.MAX_VALUE : stride);
  }

  /// `(local time, zone)`: the instant the zone's clocks show a local time, the earlier of two.
  static Object instant(Object[] arguments) {
    ZoneRules rules = ZoneId.of((String) arguments[1]).getRules();
    return instant(rules, (Long) arguments[0], ZoneOffset.UTC, Long.MAX_VALUE);
  }

  static long floor(long value, long stride, long origin) {
    return value - Math.floorMod(value - origin, stride);
  }

  private static long monthBin(long local, long months, long origin) {
    LocalDateTime start = dateTime(origin);
    LocalDateTime at = dateTime(local);
    long between = (at.getYear() - start.getYear()) * 12L + at.getMonthValue() - start.getMonthValue();
    long bins = Math.floorDiv(between, months);
    LocalDateTime candidate = start.plusMonths(bins * months);
    if (candidate.isAfter(at)) {
      candidate = start.plusMonths((bins - 1) * months);
    }
    return nanos(candidate);
  }

  /// The instant of a bin's local start. One in a gap of the clock moves to where the clock went; one that the clock
  /// shows twice is the earlier for bins longer than the shift, else the one with the input's offset.
  private static long instant(ZoneRules rules, long local, ZoneOffset inputOffset, long stride) {
    LocalDateTime start = dateTime(local);
    List<ZoneOffset> valid = rules.getValidOffsets(start);
    if (valid.size() == 1) {
      return local - valid.getFirst().getTotalSeconds() * SECOND;
    }
    if (valid.isEmpty()) {
      LocalDate day = start.toLocalDate();
      ZoneOffset atDayStart = rules.getOffset(day.atStartOfDay());
      return local - atDayStart.getTotalSeconds() * SECOND;
    }
    ZoneOffsetTransition transition = rules.getTransition(start);
    long shift = Math.abs(transition.getDuration().toNanos());
    ZoneOffset chosen = stride > shift || !valid.contains(inputOffset) ? valid.getFirst() : inputOffset;
    return local - chosen.getTotalSeconds() * SECOND;
  }

  private static ZoneOffset offset(ZoneRules rules, long nanos) {
    return rules.getOffset(Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND)));
  }

  private static LocalDateTime dateTime(long localNanos) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(localNanos, SECOND), (int) Math.floorMod(localNanos, SECOND), ZoneOffset.UTC);
  }

  private static long nanos(LocalDateTime local) {
    return local.toEpochSecond(ZoneOffset.UTC) * SECOND + local.getNano();
  }
}
