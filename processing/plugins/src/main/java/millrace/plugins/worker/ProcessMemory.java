package millrace.plugins.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import millrace.base.Clock;

/// What a process takes of memory, as Linux tells; nothing is known elsewhere. A process that is gone took what was last
/// read.
///
/// Threads: any.
final class ProcessMemory {
  private static final long FRESH_NANOS = 1_000_000_000L;
  private static final long KIBIBYTE = 1024;

  private final Path status;
  private final Clock clock;
  private long readNanos;
  private OptionalLong resident = OptionalLong.empty();
  private OptionalLong peak = OptionalLong.empty();

  ProcessMemory(long pid, Clock clock) {
    this.status = Path.of("/proc/" + pid + "/status");
    this.clock = clock;
  }

  /// Resident bytes now; empty when the process is gone.
  synchronized OptionalLong resident() {
    read();
    return resident;
  }

  /// The most resident bytes it ever had, up to a second ago at the latest.
  synchronized OptionalLong peak() {
    if (peak.isEmpty() || clock.nowNanos() - readNanos >= FRESH_NANOS) {
      read();
    }
    return peak;
  }

  private void read() {
    readNanos = clock.nowNanos();
    resident = OptionalLong.empty();
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("VmRSS:")) {
          resident = OptionalLong.of(bytes(line));
        } else if (line.startsWith("VmHWM:")) {
          peak = OptionalLong.of(Math.max(bytes(line), peak.orElse(0)));
        }
      }
    } catch (IOException e) {
      // The process is gone, or this is not Linux.
    }
  }

  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
  }
}
