package millrace.query.compile;

import java.util.Optional;
import millrace.query.time.CalendarWindows;

/// GROUP BY time: length and offset of windows.
///
/// @param nanos 0 when there is none; the least length of calendar windows
/// @param unusableOffset text of an offset that parses but cannot be used, empty as a rule; told only once data is known
/// @param calendar the windows, where they are of calendar months
public record Interval(long nanos, long offsetNanos, String unusableOffset, Optional<CalendarWindows> calendar) {
  public static final Interval NONE = new Interval(0, 0, "");

  public Interval(long nanos, long offsetNanos, String unusableOffset) {
    this(nanos, offsetNanos, unusableOffset, Optional.empty());
  }

  static Interval of(CalendarWindows calendar) {
    return new Interval(calendar.leastNanos(), 0, "", Optional.of(calendar));
  }

  /// Whether there is one.
  public boolean isPresent() {
    return nanos != 0;
  }
}
