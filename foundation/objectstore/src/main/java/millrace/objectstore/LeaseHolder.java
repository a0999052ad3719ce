package millrace.objectstore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A process that holds a lease, as others see it.
///
/// @param host the machine's name, for people
/// @param machine tells machines apart, and containers on one; empty when this machine has no such thing
/// @param processId within the machine or container
/// @param startedMillis when the process was started, milliseconds since the epoch; 0 when unknown
public record LeaseHolder(String host, String machine, long processId, long startedMillis) {
  /// The process that runs this.
  public static LeaseHolder ofThisProcess() {
    ProcessHandle current = ProcessHandle.current();
    return new LeaseHolder(hostName(), thisMachine(), current.pid(), started(current));
  }

  /// Whether the holder was a process of this very machine that has ended. False says nothing.
  boolean isGone() {
    if (machine.isEmpty() || !machine.equals(thisMachine())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(processId).filter(ProcessHandle::isAlive);
    return process.isEmpty() || started(process.get()) != startedMillis;
  }

  @Override
  public String toString() {
    return "process " + processId + " on " + host;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// Linux has a number for each start of the kernel and each space of process numbers.
  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + "/" + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed machine";
    }
  }
}
