package millrace.plugins;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a trigger with error behaviour `retry` waits before it runs a failed event again: 100 ms, doubling to 30 s,
/// less up to a fifth, so that triggers that failed together do not return together.
final class RetryPolicy {
  /// Attempts an asynchronous trigger makes for one event. A synchronous one goes on until it succeeds or is stopped.
  static final int ASYNCHRONOUS_ATTEMPTS = 5;

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private RetryPolicy() {}

  /// The pause after the given number of failed attempts, 1 or more.
  static Duration pause(int failedAttempts, RandomGenerator random) {
    int doublings = Math.min(failedAttempts - 1, 20);
    long nanos = Math.min(FIRST.toNanos() << doublings, LONGEST.toNanos());
    return Duration.ofNanos(nanos - (long) (nanos * 0.2 * random.nextDouble()));
  }
}
