package millrace.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.store.caches.ValueCaches;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills the caches when the server starts, beside everything else, and drops what is too old from time to time.
final class CacheUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("cache-upkeep").daemon().factory());

  private CacheUpkeep() {}

  /// @param lastInterval pause between two looks at last value caches
  /// @param distinctInterval pause between two looks at distinct value caches; the shorter of the two holds for both
  static CacheUpkeep start(ValueCaches caches, Duration lastInterval, Duration distinctInterval) {
    CacheUpkeep upkeep = new CacheUpkeep();
    long millis = Math.max(1, Math.min(lastInterval.toMillis(), distinctInterval.toMillis()));
    upkeep.timer.scheduleWithFixedDelay(() -> evict(caches), 0, millis, TimeUnit.MILLISECONDS);
    return upkeep;
  }

  private static void evict(ValueCaches caches) {
    try {
      caches.evict();
    } catch (RuntimeException failure) {
      LOG.error("looking after the value caches failed; they go on with what they have", failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
