package millrace.query.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// The offset of a time zone at an instant, and the instant of a civil time, by the reference's rules.
public final class ZoneOffsets {
  private static final long SECOND = 1_000_000_000L;

  private final ZoneId zone;
  private final ZoneRules rules;
  private final boolean fixed;

  public ZoneOffsets(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
    this.fixed = rules.isFixedOffset();
  }

  /// The zone these are the offsets of.
  public ZoneId zone() {
    return zone;
  }

  /// Nanoseconds to add to UTC for civil time.
  public long offsetNanos(long nanos) {
    if (fixed) {
      return rules.getOffset(Instant.EPOCH).getTotalSeconds() * SECOND;
    }
    return offsetSeconds(Math.floorDiv(nanos, SECOND)) * SECOND;
  }

  /// Whether the offset does not change between two instants.
  public boolean isSteady(long fromNanos, long toNanos) {
    if (fixed) {
      return true;
    }
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(Math.floorDiv(fromNanos, SECOND) - 1));
    return next == null || next.toEpochSecond() > Math.floorDiv(toNanos, SECOND) + 1;
  }

  /// The instant of a civil time that was read as if it were UTC. A first guess takes the offset in force at that very
  /// number; where the guess falls out of the time that offset is valid, the offset at the guess decides. A civil time
  /// that occurs twice, or never, so resolves differently east and west of Greenwich.
  ///
  /// @param civilSeconds seconds since the epoch of the civil time read as UTC
  /// @return seconds since the epoch
  public long toUtcSeconds(long civilSeconds) {
    int offset = offsetSeconds(civilSeconds);
    if (offset == 0) {
      return civilSeconds;
    }
    long guess = civilSeconds - offset;
    if (!isSameSegment(civilSeconds, guess)) {
      offset = offsetSeconds(guess);
    }
    return civilSeconds - offset;
  }

  private int offsetSeconds(long seconds) {
    ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(seconds));
    return offset.getTotalSeconds();
  }

  private boolean isSameSegment(long inside, long other) {
    if (fixed) {
      return true;
    }
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(inside));
    if (next != null && other >= next.toEpochSecond()) {
      return false;
    }
    // The transition at or before `inside` starts its segment.
    ZoneOffsetTransition previous = rules.previousTransition(Instant.ofEpochSecond(inside, 1));
    return previous == null || other >= previous.toEpochSecond();
  }
}
