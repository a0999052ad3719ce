package millrace.wal;

import static millrace.base.Checks.require;

import java.time.Duration;

/// The settings of a [Wal]. Start from [#DEFAULTS] and change what differs.
///
/// @param flushInterval how long a segment takes writes before it is sealed
/// @param maxQueuedWrites writes that may wait before further ones are refused
/// @param maxQueuedBytes encoded bytes that may wait before further writes are refused
/// @param maxSegmentBytes a segment that has reached this size is sealed before its interval ends
/// @param coveredSegmentsToKeep segments that [Wal#trim] leaves although a manifest covers them
/// @param listenerBytes encoded bytes of sealed intervals kept in memory for listeners that fall behind
/// @param failOnError whether damage found at start stops the start, instead of being set aside
public record WalOptions(
    Duration flushInterval,
    int maxQueuedWrites,
    long maxQueuedBytes,
    long maxSegmentBytes,
    int coveredSegmentsToKeep,
    long listenerBytes,
    boolean failOnError) {
  private static final long MIB = 1024 * 1024;

  /// One second, 100,000 writes or 256 MiB waiting, segments of 64 MiB, 300 kept, 64 MiB for listeners, damage set
  /// aside.
  public static final WalOptions DEFAULTS =
      new WalOptions(Duration.ofSeconds(1), 100_000, 256 * MIB, 64 * MIB, 300, 64 * MIB, false);

  public WalOptions {
    require(flushInterval.isPositive(), "flush interval is not positive: %s", flushInterval);
    require(maxQueuedWrites > 0, "max queued writes is not positive: %d", maxQueuedWrites);
    require(maxQueuedBytes > 0, "max queued bytes is not positive: %d", maxQueuedBytes);
    require(maxSegmentBytes > 0, "max segment bytes is not positive: %d", maxSegmentBytes);
    require(coveredSegmentsToKeep >= 0, "covered segments to keep is negative: %d", coveredSegmentsToKeep);
    require(listenerBytes >= 0, "listener bytes is negative: %d", listenerBytes);
  }

  public WalOptions withFlushInterval(Duration interval) {
    return new WalOptions(
        interval, maxQueuedWrites, maxQueuedBytes, maxSegmentBytes, coveredSegmentsToKeep, listenerBytes, failOnError);
  }

  public WalOptions withMaxQueuedWrites(int writes) {
    return new WalOptions(
        flushInterval, writes, maxQueuedBytes, maxSegmentBytes, coveredSegmentsToKeep, listenerBytes, failOnError);
  }

  public WalOptions withMaxQueuedBytes(long bytes) {
    return new WalOptions(
        flushInterval, maxQueuedWrites, bytes, maxSegmentBytes, coveredSegmentsToKeep, listenerBytes, failOnError);
  }

  public WalOptions withMaxSegmentBytes(long bytes) {
    return new WalOptions(
        flushInterval, maxQueuedWrites, maxQueuedBytes, bytes, coveredSegmentsToKeep, listenerBytes, failOnError);
  }

  public WalOptions withCoveredSegmentsToKeep(int segments) {
    return new WalOptions(
        flushInterval, maxQueuedWrites, maxQueuedBytes, maxSegmentBytes, segments, listenerBytes, failOnError);
  }

  public WalOptions withListenerBytes(long bytes) {
    return new WalOptions(
        flushInterval, maxQueuedWrites, maxQueuedBytes, maxSegmentBytes, coveredSegmentsToKeep, bytes, failOnError);
  }

  public WalOptions withFailOnError(boolean fail) {
    return new WalOptions(
        flushInterval, maxQueuedWrites, maxQueuedBytes, maxSegmentBytes, coveredSegmentsToKeep, listenerBytes, fail);
  }
}
