package millrace.wal;

import java.time.Duration;

/// Ticks when told.
final class ManualTimer implements FlushTimer {
  private Runnable tick = () -> {};

  @Override
  public void start(Duration interval, Runnable tick) {
    this.tick = tick;
  }

  @Override
  public void close() {
    tick = () -> {};
  }

  void tick() {
    tick.run();
  }
}
