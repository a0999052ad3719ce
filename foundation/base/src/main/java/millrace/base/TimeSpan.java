package millrace.base;

import static millrace.base.Checks.require;

/// A half-open span of time.
///
/// @param startNanos first instant within, nanoseconds since the epoch
/// @param endNanos first instant after; never before `startNanos`
public record TimeSpan(long startNanos, long endNanos) {
  /// Every instant a row can have but the very last nanosecond, which no client can write.
  public static final TimeSpan ALL = new TimeSpan(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeSpan {
    require(startNanos <= endNanos, "time span ends before it starts: %d > %d", startNanos, endNanos);
  }

  public boolean contains(long instantNanos) {
    return startNanos <= instantNanos && instantNanos < endNanos;
  }

  public boolean overlaps(TimeSpan other) {
    return startNanos < other.endNanos && other.startNanos < endNanos;
  }

  public boolean isEmpty() {
    return startNanos == endNanos;
  }

  /// The common part; empty (at the later start) when there is none.
  public TimeSpan intersect(TimeSpan other) {
    long start = Math.max(startNanos, other.startNanos);
    return new TimeSpan(start, Math.max(start, Math.min(endNanos, other.endNanos)));
  }
}
