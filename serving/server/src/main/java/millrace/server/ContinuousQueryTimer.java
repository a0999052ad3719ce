package millrace.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.query.continuous.ContinuousQueries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks from time to time whether continuous queries are due, on a thread of its own named `continuous-queries`.
final class ContinuousQueryTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContinuousQueryTimer.class);

  private final ContinuousQueries queries;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("continuous-queries").daemon().factory());

  private ContinuousQueryTimer(ContinuousQueries queries) {
    this.queries = queries;
  }

  /// @param pause between one look and the next
  static ContinuousQueryTimer start(ContinuousQueries queries, Duration pause) {
    ContinuousQueryTimer timer = new ContinuousQueryTimer(queries);
    timer.thread.scheduleWithFixedDelay(timer::tick, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return timer;
  }

  private void tick() {
    try {
      queries.tick();
    } catch (RuntimeException failure) {
      LOG.error("continuous queries stopped short, to be tried again", failure);
    }
  }

  /// Stops a run that is going on; its windows are computed after the next start.
  @Override
  public void close() {
    queries.stop();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("a continuous query is still running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
