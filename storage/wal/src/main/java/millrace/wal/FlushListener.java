package millrace.wal;

/// Hears of every sealed interval, in order, once, while the process runs.
///
/// Threads: each listener is called on a thread of its own, one call at a time. It may take as long as it likes and may
/// throw (which is logged): no write waits for it or fails because of it. Intervals it falls behind on are read back
/// from the log, so that memory stays bounded.
@FunctionalInterface
public interface FlushListener {
  void onFlush(SealedInterval interval);

  /// Intervals that could not be handed over, because the listener fell so far behind that they were trimmed, or
  /// because they could not be read back.
  ///
  /// @param firstSequence first segment missed
  /// @param lastSequence last segment missed
  default void onMissed(long firstSequence, long lastSequence) {}
}
