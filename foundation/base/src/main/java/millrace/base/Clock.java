package millrace.base;

import java.time.Instant;

/// Where the time comes from. Nothing else in the product reads the machine's clock.
@FunctionalInterface
public interface Clock {
  /// The machine's clock.
  Clock SYSTEM =
      () -> {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
      };

  /// The current time, nanoseconds since the epoch.
  long nowNanos();
}
