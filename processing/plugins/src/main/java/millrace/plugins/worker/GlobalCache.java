package millrace.plugins.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import millrace.base.Clock;

/// A global cache namespace: pickled values under versions, shared by the workers of one [CacheScope]. A version is
/// never used again, so a worker can tell by it whether its near copy is current.
///
/// Threads: any; the lock guards the entries and the counter.
final class GlobalCache {
  private static final long SWEEP_NANOS = 10_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  /// @param expiresNanos [Long#MAX_VALUE] is never
  record Entry(long version, byte[] pickled, long expiresNanos) {}

  private final Clock clock;
  private final Map<String, Entry> entries = new HashMap<>();
  private long lastVersion;
  private long sweptNanos;

  GlobalCache(Clock clock) {
    this.clock = clock;
  }

  /// Stores a value and returns its version.
  ///
  /// @param keepExpiry the value replaces an older one and lives as long as that would have
  synchronized long put(String key, byte[] pickled, OptionalDouble lifetimeSeconds, boolean keepExpiry) {
    sweep();
    long expires = Long.MAX_VALUE;
    Entry old = entries.get(key);
    if (keepExpiry && old != null) {
      expires = old.expiresNanos();
    } else if (lifetimeSeconds.isPresent()) {
      expires = expiry(lifetimeSeconds.getAsDouble());
    }
    entries.put(key, new Entry(++lastVersion, pickled, expires));
    return lastVersion;
  }

  synchronized Optional<Entry> find(String key) {
    Entry entry = entries.get(key);
    if (entry != null && entry.expiresNanos() <= clock.nowNanos()) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.ofNullable(entry);
  }

  synchronized boolean delete(String key) {
    return entries.remove(key) != null;
  }

  private long expiry(double seconds) {
    double expires = clock.nowNanos() + seconds * NANOS_PER_SECOND;
    return expires >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) expires;
  }

  private void sweep() {
    long now = clock.nowNanos();
    if (now - sweptNanos >= SWEEP_NANOS) {
      sweptNanos = now;
      entries.values().removeIf(entry -> entry.expiresNanos() <= now);
    }
  }
}
