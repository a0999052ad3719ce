package millrace.flight;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Has answers that are silent while their query computes send an empty batch now and then, so that nobody on the way
/// takes the connection for dead. One daemon thread, started by the first query; a batch is sent on a thread of its own,
/// since its client may be slow.
///
/// Threads: any.
final class KeepAlive {
  private final long periodNanos;
  private final ScheduledThreadPoolExecutor timer;

  KeepAlive(Duration period) {
    periodNanos = period.toNanos();
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("flight-keep-alive").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Looks after an answer until the result is cancelled.
  Future<?> watch(FlightAnswer answer) {
    Runnable look = () -> Thread.ofVirtual().name("flight-keep-alive").start(answer::keepAlive);
    return timer.scheduleAtFixedRate(look, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }
}
