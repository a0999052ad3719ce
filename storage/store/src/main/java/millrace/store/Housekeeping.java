package millrace.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.base.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what a store needs done from time to time, on a thread of its own named `store-housekeeping`.
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final Store store;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("store-housekeeping").daemon().factory());

  private Housekeeping(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Starts to keep house once the log has been replayed.
  ///
  /// @param pause between one round and the next
  public static Housekeeping start(Store store, Clock clock, Duration pause) {
    store.endReplay();
    Housekeeping housekeeping = new Housekeeping(store, clock);
    housekeeping.thread.execute(() -> housekeeping.guarded(store::removeOrphans));
    housekeeping.thread.scheduleWithFixedDelay(
        housekeeping::round, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return housekeeping;
  }

  private void round() {
    guarded(() -> {
      if (store.isSnapshotDue()) {
        store.snapshot();
      }
    });
    guarded(store::expire);
    guarded(store::setDamagedAside);
    guarded(() -> store.compact(clock.nowNanos()));
  }

  /// What fails now is tried again in the next round.
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.warn("housekeeping of the store failed, to be tried again: {}", e.getMessage(), e);
    }
  }

  /// Ends after the step that is running.
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("housekeeping of the store is still busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
