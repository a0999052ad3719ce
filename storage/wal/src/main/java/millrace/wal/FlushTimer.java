package millrace.wal;

import java.time.Duration;

/// What ends the flush intervals. The real one is [IntervalTimer]; tests tick by hand.
public interface FlushTimer extends AutoCloseable {
  /// Calls `tick` at the end of every interval until closed. Called once.
  void start(Duration interval, Runnable tick);

  /// No tick begins after this returns. Twice is harmless.
  @Override
  void close();
}
