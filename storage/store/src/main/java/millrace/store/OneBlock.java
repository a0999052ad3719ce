package millrace.store;

import java.util.Optional;

/// A stream of one block that is there already.
final class OneBlock implements PointStream {
  private final long minNanos;
  private final long maxNanos;
  private Optional<Points> block;

  /// @param points ascending, not empty
  OneBlock(Points points, boolean ascending) {
    minNanos = points.times[points.from];
    maxNanos = points.times[points.to - 1];
    if (!ascending) {
      points.reverse();
    }
    block = Optional.of(points);
  }

  @Override
  public long minNanos() {
    return minNanos;
  }

  @Override
  public long maxNanos() {
    return maxNanos;
  }

  @Override
  public boolean isDone() {
    return block.isEmpty();
  }

  @Override
  public Optional<Points> next() {
    Optional<Points> next = block;
    block = Optional.empty();
    return next;
  }
}
