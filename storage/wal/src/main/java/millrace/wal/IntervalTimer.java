package millrace.wal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Ticks in real time, on one daemon thread named `wal-flush-timer`.
public final class IntervalTimer implements FlushTimer {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("wal-flush-timer").daemon().factory());

  @Override
  public void start(Duration interval, Runnable tick) {
    long nanos = interval.toNanos();
    thread.scheduleAtFixedRate(tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
