package millrace.plugins;

import java.time.Duration;
import java.util.Optional;

/// Says that flushes were dropped, once in ten seconds at most.
///
/// Threads: guarded by the lock of its [TriggerRunner].
final class DropWarning {
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private long dropped;
  private long nextNanos = Long.MIN_VALUE;

  /// Counts, and gives the text to log where it is time for one.
  Optional<String> add(int flushes, long nowNanos) {
    dropped += flushes;
    if (dropped == 0 || nowNanos < nextNanos) {
      return Optional.empty();
    }
    String text = dropped + " flushes were dropped: the trigger cannot keep up and its queue is full";
    dropped = 0;
    nextNanos = nowNanos + PAUSE_NANOS;
    return Optional.of(text);
  }
}
