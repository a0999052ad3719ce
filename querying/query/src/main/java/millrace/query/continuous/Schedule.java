package millrace.query.continuous;

import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.TimeSpan;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;
import millrace.query.time.ZoneOffsets;

/// When a continuous query is due, and which span of time it then covers. Source: the InfluxQL specification, 4.12.
///
/// A run is due one EVERY after the last one and covers the windows from one FOR before that instant up to now: so a run
/// that comes late, as after a restart, covers what it missed.
///
/// @param intervalNanos length of a window, above zero
/// @param offsetNanos shift of all windows
/// @param everyNanos RESAMPLE EVERY
/// @param forNanos RESAMPLE FOR
/// @param zone zone that windows are aligned in
record Schedule(
    long intervalNanos, long offsetNanos, OptionalLong everyNanos, OptionalLong forNanos, ZoneOffsets zone) {
  /// A run that is due.
  ///
  /// @param lastRunNanos what counts as its instant when the next one is reckoned
  /// @param span what it covers; empty when no window is complete yet
  record Due(long lastRunNanos, Optional<TimeSpan> span) {}

  /// The run that is due, if one is.
  ///
  /// @param lastRunNanos as the last run said; empty when there was none
  Optional<Due> due(OptionalLong lastRunNanos, long nowNanos) {
    long every = everyNanos.orElse(intervalNanos);
    long next = lastRunNanos.isPresent() ? after(lastRunNanos.getAsLong(), every) : nowNanos;
    if (next > nowNanos) {
      return Optional.empty();
    }
    return Optional.of(new Due(start(nowNanos - offsetNanos, every) + offsetNanos, span(next, nowNanos, every)));
  }

  private Optional<TimeSpan> span(long next, long now, long every) {
    long length = forNanos.orElse(Math.max(intervalNanos, every));
    long ahead = intervalNanos - Math.min(every, intervalNanos);
    long start = start(next + intervalNanos - length - offsetNanos - 1, intervalNanos) + offsetNanos;
    long end = start(now + ahead - offsetNanos, intervalNanos) + offsetNanos;
    return end > start ? Optional.of(new TimeSpan(start, end)) : Optional.empty();
  }

  /// One EVERY later on the clocks of the zone.
  private long after(long lastRun, long every) {
    long next = lastRun + every;
    long change = zone.offsetNanos(lastRun - 1) - zone.offsetNanos(next - 1);
    return Math.abs(change) < every ? next + change : next;
  }

  private long start(long nanos, long length) {
    return new Windows(length, 0, Optional.of(zone), InfluxTime.MIN, InfluxTime.MAX).start(nanos);
  }
}
