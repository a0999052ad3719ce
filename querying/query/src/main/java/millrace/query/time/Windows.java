package millrace.query.time;

import java.util.Optional;

/// The windows of GROUP BY time, or the one window of a statement without an interval.
///
/// @param intervalNanos length of a window; 0 when there is only one
/// @param offsetNanos shift of all windows
/// @param zone zone whose civil days windows are aligned to
/// @param minNanos start of the only window
/// @param maxNanos last instant of the only window
public record Windows(
    long intervalNanos, long offsetNanos, Optional<ZoneOffsets> zone, long minNanos, long maxNanos) {
  /// Whether there is but one window.
  public boolean isSingle() {
    return intervalNanos <= 0;
  }

  public Windows withBounds(long newMinNanos, long newMaxNanos) {
    return new Windows(intervalNanos, offsetNanos, zone, newMinNanos, newMaxNanos);
  }

  /// The start of the window that contains `nanos`.
  public long start(long nanos) {
    if (isSingle()) {
      return minNanos;
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
    long shifted = nanos - offsetNanos;
    long zoneOffset = zoneOffset(shifted);
    long left = intervalNanos - Math.floorMod(shifted + zoneOffset, intervalNanos);
    long end = InfluxTime.MAX - left <= shifted ? InfluxTime.MAX : shifted + left;
    return endInZone(end, zoneOffset) + offsetNanos;
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
