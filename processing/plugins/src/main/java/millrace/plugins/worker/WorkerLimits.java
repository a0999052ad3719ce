package millrace.plugins.worker;

import static millrace.base.Checks.require;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// What a worker process may use before it is stopped.
///
/// @param memoryBytes resident memory, polled each second; 0 is no limit
/// @param grace time a cancelled or late call has to end by itself before its process is killed
public record WorkerLimits(long memoryBytes, Duration grace) {
  /// A quarter of the machine's memory, five seconds of grace.
  public static final WorkerLimits DEFAULT = new WorkerLimits(machineBytes() / 4, Duration.ofSeconds(5));

  public WorkerLimits {
    require(memoryBytes >= 0, "negative memory limit: %d", memoryBytes);
    require(!grace.isNegative(), "negative grace: %s", grace);
  }

  /// The memory of the machine, or of the container; 0 where it is not known.
  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }
}
