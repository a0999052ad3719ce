package millrace.plugins.worker;

import static millrace.base.Checks.require;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// What a worker process may use before it is stopped.
///
/// @param memoryBytes resident memory, polled each second; 0 is no limit
/// @param grace time a cancelled or late call has to end by itself before its process is killed
/// @param outputBytes deferred lines of one run, which are kept in memory until it has ended
/// @param idle time without a call after which a process that keeps nothing is ended; zero is never
public record WorkerLimits(long memoryBytes, Duration grace, long outputBytes, Duration idle) {
  /// Usual size of what a run may defer.
  public static final long OUTPUT_BYTES = 64L << 20;

  /// Usual time without a call.
  public static final Duration IDLE = Duration.ofMinutes(15);

  /// A quarter of the machine's memory, five seconds of grace.
  public static final WorkerLimits DEFAULT = new WorkerLimits(machineBytes() / 4, Duration.ofSeconds(5));

  public WorkerLimits {
    require(memoryBytes >= 0, "negative memory limit: %d", memoryBytes);
    require(!grace.isNegative(), "negative grace: %s", grace);
    require(outputBytes > 0, "output limit is not positive: %d", outputBytes);
    require(!idle.isNegative(), "negative idle time: %s", idle);
  }

  /// Limits with the usual output and idle time.
  public WorkerLimits(long memoryBytes, Duration grace) {
    this(memoryBytes, grace, OUTPUT_BYTES, IDLE);
  }

  public WorkerLimits withOutputBytes(long bytes) {
    return new WorkerLimits(memoryBytes, grace, bytes, idle);
  }

  public WorkerLimits withIdle(Duration time) {
    return new WorkerLimits(memoryBytes, grace, outputBytes, time);
  }

  /// The memory of the machine, or of the container; 0 where it is not known.
  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }
}
