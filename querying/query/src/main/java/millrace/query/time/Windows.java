package millrace.query.time;

import java.util.Optional;

/// The windows of GROUP BY time, or the one window of a statement without an interval.
///
/// @param intervalNanos length of a window, of calendar windows the least they can have; 0 when there is only one
/// @param offsetNanos shift of all windows
/// @param zone zone whose civil days windows are aligned to
/// @param minNanos start of the only window
/// @param maxNanos last instant of the only window
/// @param calendar the windows, where they are of calendar months and not of one length
/// @param ranges instants wanted, where some between the bounds are not
public record Windows(
    long intervalNanos,
    long offsetNanos,
    Optional<ZoneOffsets> zone,
    long minNanos,
    long maxNanos,
    Optional<CalendarWindows> calendar,
    Optional<TimeRanges> ranges) {
  /// Windows of one length.
  public Windows(
      long intervalNanos, long offsetNanos, Optional<ZoneOffsets> zone, long minNanos, long maxNanos) {
    this(intervalNanos, offsetNanos, zone, minNanos, maxNanos, Optional.empty(), Optional.empty());
  }

  /// Whether there is but one window.
  public boolean isSingle() {
    return intervalNanos <= 0;
  }

  /// Whether a point is in the window that begins at its window's start, and that at its own. It is not where clocks change:
  /// there the reference's windows overlap or leave gaps.
  public boolean isSteady() {
    if (zone.isEmpty() || isSingle() || calendar.isPresent()) {
      return true;
    }
    if (intervalNanos > InfluxTime.MAX / 8) {
      return false;
    }
    // Windows begin before the first instant and end after the last, by no more than one, and the offset shifts them once.
    long margin = 4 * intervalNanos;
    long from = minNanos < InfluxTime.MIN + margin ? InfluxTime.MIN : minNanos - margin;
    long to = maxNanos > InfluxTime.MAX - margin ? InfluxTime.MAX : maxNanos + margin;
    return Math.abs(offsetNanos) <= intervalNanos && zone.get().isSteady(from, to);
  }

  public Windows withBounds(long newMinNanos, long newMaxNanos) {
    return new Windows(intervalNanos, offsetNanos, zone, newMinNanos, newMaxNanos, calendar, ranges);
  }

  /// Whether nothing of the window that starts at an instant is wanted.
  public boolean isLeftOut(long startNanos) {
    return ranges.isPresent() && !ranges.get().touches(startNanos, end(startNanos));
  }

  /// The start of the window that contains `nanos`.
  public long start(long nanos) {
    if (isSingle()) {
      return minNanos;
    }
    if (calendar.isPresent()) {
      return calendar.get().start(nanos);
    }
    long shifted = nanos - offsetNanos;
    long zoneOffset = zoneOffset(shifted);
    long into = Math.floorMod(shifted + zoneOffset, intervalNanos);
    long start = InfluxTime.MIN + into >= shifted ? InfluxTime.MIN : shifted - into;
    return startInZone(start, zoneOffset) + offsetNanos;
  }

  /// The first instant after the window that contains `nanos`.
  public long end(long nanos) {
    if (isSingle()) {
      return maxNanos + 1;
    }
    if (calendar.isPresent()) {
      return calendar.get().end(nanos);
    }
    long shifted = nanos - offsetNanos;
    long zoneOffset = zoneOffset(shifted);
    long left = intervalNanos - Math.floorMod(shifted + zoneOffset, intervalNanos);
    long end = InfluxTime.MAX - left <= shifted ? InfluxTime.MAX : shifted + left;
    return endInZone(end, zoneOffset) + offsetNanos;
  }

  /// The instant one window earlier, the first one there is at the least.
  public long before(long nanos) {
    if (calendar.isPresent()) {
      return calendar.get().plus(nanos, -1);
    }
    return nanos < InfluxTime.MIN + intervalNanos ? InfluxTime.MIN : nanos - intervalNanos;
  }

  /// The instant one window later, the last one there is at the most.
  public long after(long nanos) {
    if (calendar.isPresent()) {
      return calendar.get().plus(nanos, 1);
    }
    return nanos > InfluxTime.MAX - intervalNanos ? InfluxTime.MAX : nanos + intervalNanos;
  }

  /// How many windows there are from the one that contains one instant to the one that contains another.
  public long count(long firstNanos, long lastNanos) {
    if (calendar.isPresent()) {
      return calendar.get().ordinal(lastNanos) - calendar.get().ordinal(firstNanos) + 1;
    }
    return (start(lastNanos) - start(firstNanos) + intervalNanos) / intervalNanos;
  }

  /// A number of the window that starts at an instant; it grows by one from window to window.
  public long number(long startNanos) {
    return calendar.isPresent() ? calendar.get().ordinal(startNanos) : startNanos / intervalNanos;
  }

  /// The zone's offset at an instant, 0 without a zone.
  public long zoneOffset(long nanos) {
    return zone.isEmpty() ? 0 : zone.get().offsetNanos(nanos);
  }

  /// Where the zone changed its offset inside the window, the start moves by the change, unless a window is shorter.
  private long startInZone(long start, long zoneOffset) {
    if (zone.isEmpty()) {
      return start;
    }
    long change = zoneOffset - zoneOffset(start);
    return change != 0 && Math.abs(change) < intervalNanos ? start + change : start;
  }

  /// Time that is repeated belongs to the window it ends; time that is skipped is left out only when the skip lies
  /// within the window.
  private long endInZone(long end, long zoneOffset) {
    if (zone.isEmpty()) {
      return end;
    }
    long offsetAtEnd = zoneOffset(end);
    long change = zoneOffset - offsetAtEnd;
    if (change == 0 || Math.abs(change) >= intervalNanos) {
      return end;
    }
    return change > 0 || zoneOffset(end + change) == offsetAtEnd ? end + change : end;
  }
}
