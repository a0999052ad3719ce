package millrace.plugins.worker;

import static millrace.base.Checks.require;

import java.time.Duration;

/// What a worker process may use before it is stopped.
///
/// @param memoryBytes resident memory, polled each second; 0 is no limit
/// @param grace time a cancelled or late call has to end by itself before its process is killed
public record WorkerLimits(long memoryBytes, Duration grace) {
  /// No memory limit, five seconds of grace.
  public static final WorkerLimits DEFAULT = new WorkerLimits(0, Duration.ofSeconds(5));

  public WorkerLimits {
    require(memoryBytes >= 0, "negative memory limit: %d", memoryBytes);
    require(!grace.isNegative(), "negative grace: %s", grace);
  }
}
