package millrace.plugins.worker;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// Which cache a worker's plugins see. The local namespace is the process itself; the global one is shared by all
/// workers of the same scope.
///
/// @param namespace name of the global namespace
/// @param defaultLifetime lifetime of entries put without one; empty is for ever
public record CacheScope(String namespace, Optional<Duration> defaultLifetime) {
  /// Triggers in production share this one.
  public static final CacheScope PRODUCTION = new CacheScope("", Optional.empty());

  private static final Duration TEST_LIFETIME = Duration.ofMinutes(30);

  public CacheScope {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(defaultLifetime);
  }

  /// The scope of test runs with this cache name; never seen by production.
  public static CacheScope test(String cacheName) {
    return new CacheScope("test:" + cacheName, Optional.of(TEST_LIFETIME));
  }
}
