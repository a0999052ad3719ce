package millrace.query.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/// A set of instants: ranges that neither touch nor overlap, ascending. May be empty.
public record TimeRanges(List<Range> ranges) {
  /// Every instant there is.
  public static final TimeRanges ALL = new TimeRanges(List.of(new Range(InfluxTime.MIN, InfluxTime.MAX)));

  private static final TimeRanges NONE = new TimeRanges(List.of());

  /// Some instants in a row, both ends included.
  public record Range(long minNanos, long maxNanos) {}

  public TimeRanges {
    ranges = List.copyOf(ranges);
  }

  /// The instants within bounds.
  public static TimeRanges of(TimeBounds bounds) {
    return bounds.minNanos() > bounds.maxNanos()
        ? NONE
        : new TimeRanges(List.of(new Range(bounds.minNanos(), bounds.maxNanos())));
  }

  /// All instants but one.
  public static TimeRanges without(long nanos) {
    return of(TimeBounds.to(nanos - 1)).union(of(TimeBounds.from(nanos + 1)));
  }

  /// The instants of either.
  public TimeRanges union(TimeRanges other) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort(Comparator.comparingLong(Range::minNanos));
    List<Range> joined = new ArrayList<>();
    for (Range next : all) {
      Range last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && next.minNanos <= last.maxNanos + 1) {
        joined.set(joined.size() - 1, new Range(last.minNanos, Math.max(last.maxNanos, next.maxNanos)));
      } else {
        joined.add(next);
      }
    }
    return new TimeRanges(joined);
  }

  /// The instants of both.
  public TimeRanges intersect(TimeRanges other) {
    List<Range> common = new ArrayList<>();
    for (Range a : ranges) {
      for (Range b : other.ranges) {
        long min = Math.max(a.minNanos, b.minNanos);
        long max = Math.min(a.maxNanos, b.maxNanos);
        if (min <= max) {
          common.add(new Range(min, max));
        }
      }
    }
    return new TimeRanges(common);
  }

  /// Whether there are instants left out between the first and the last.
  public boolean hasGaps() {
    return ranges.size() > 1;
  }

  /// Whether one of the instants lies between two, the first included.
  public boolean touches(long fromNanos, long untilNanos) {
    return ranges.stream().anyMatch(range -> range.minNanos < untilNanos && range.maxNanos >= fromNanos);
  }

  /// From the first instant to the last. An end that reaches as far as time goes is open.
  public TimeBounds hull() {
    if (ranges.isEmpty()) {
      return TimeBounds.from(1).intersect(TimeBounds.to(0));
    }
    long min = ranges.getFirst().minNanos;
    long max = ranges.getLast().maxNanos;
    return new TimeBounds(
        min == InfluxTime.MIN ? OptionalLong.empty() : OptionalLong.of(min),
        max == InfluxTime.MAX ? OptionalLong.empty() : OptionalLong.of(max));
  }
}
