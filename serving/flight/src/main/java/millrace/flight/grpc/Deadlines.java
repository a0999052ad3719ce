package millrace.flight.grpc;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Stops calls whose `grpc-timeout` has passed. One daemon thread, started by the first call that brings one.
final class Deadlines {
  private static final int MOST_DIGITS = 8;

  private final ScheduledThreadPoolExecutor timer;

  Deadlines() {
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("grpc-deadline").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Stops a call after the time it gave itself; cancel the answer when the call is over.
  ///
  /// @param timeout value of `grpc-timeout`: up to eight digits and a unit
  /// @throws GrpcFailure when it is malformed
  Future<?> after(String timeout, Stop stop) {
    long nanos = nanos(timeout);
    return timer.schedule(() -> stop.stop(GrpcStatus.DEADLINE_EXCEEDED), nanos, TimeUnit.NANOSECONDS);
  }

  static long nanos(String timeout) {
    int digits = timeout.length() - 1;
    boolean isWellFormed = digits >= 1 && digits <= MOST_DIGITS
        && timeout.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9');
    if (!isWellFormed) {
      throw malformed(timeout);
    }
    TimeUnit unit = switch (timeout.charAt(digits)) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      case 'n' -> TimeUnit.NANOSECONDS;
      default -> throw malformed(timeout);
    };
    return unit.toNanos(Long.parseLong(timeout.substring(0, digits)));
  }

  private static GrpcFailure malformed(String timeout) {
    return GrpcFailure.invalid("grpc-timeout is malformed: '" + timeout + "'");
  }
}
