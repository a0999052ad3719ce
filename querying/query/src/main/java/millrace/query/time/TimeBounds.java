package millrace.query.time;

import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

/// The instants a condition leaves, both ends included; an end that is not there is open. May be empty.
public record TimeBounds(OptionalLong min, OptionalLong max) {
  public static final TimeBounds ALL = new TimeBounds(OptionalLong.empty(), OptionalLong.empty());

  public static TimeBounds from(long nanos) {
    return new TimeBounds(OptionalLong.of(nanos), OptionalLong.empty());
  }

  public static TimeBounds to(long nanos) {
    return new TimeBounds(OptionalLong.empty(), OptionalLong.of(nanos));
  }

  public static TimeBounds at(long nanos) {
    return new TimeBounds(OptionalLong.of(nanos), OptionalLong.of(nanos));
  }

  /// The lower end, [InfluxTime#MIN] when it is open.
  public long minNanos() {
    return min.orElse(InfluxTime.MIN);
  }

  /// The upper end, [InfluxTime#MAX] when it is open.
  public long maxNanos() {
    return max.orElse(InfluxTime.MAX);
  }

  /// The common part.
  public TimeBounds intersect(TimeBounds other) {
    return new TimeBounds(
        choose(min, other.min, Math::max), choose(max, other.max, Math::min));
  }

  private static OptionalLong choose(OptionalLong a, OptionalLong b, LongBinaryOperator stricter) {
    if (a.isEmpty()) {
      return b;
    }
    return b.isEmpty() ? a : OptionalLong.of(stricter.applyAsLong(a.getAsLong(), b.getAsLong()));
  }
}
