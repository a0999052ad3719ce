package millrace.plugins;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// The newest log rows and runs of one trigger, in memory.
///
/// Threads: guarded by the lock of [EngineRecords].
final class TriggerRecords {
  private static final int MAX_LOGS = 10_000;
  private static final int MAX_RUNS = 2_000;

  private final Deque<Numbered<LogRow>> logs = new ArrayDeque<>();
  private final Deque<Numbered<RunRow>> runs = new ArrayDeque<>();
  private long sizeBytes;

  void add(long number, LogRow row) {
    logs.addLast(new Numbered<>(number, row));
    sizeBytes += size(row);
    if (logs.size() > MAX_LOGS) {
      dropOldestLog();
    }
  }

  void add(long number, RunRow row) {
    runs.addLast(new Numbered<>(number, row));
    sizeBytes += size(row);
    if (runs.size() > MAX_RUNS) {
      dropOldestRun();
    }
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /// Makes room by one row: the older of the oldest log row and the oldest run.
  void dropOldest() {
    boolean logIsOlder =
        runs.isEmpty() || !logs.isEmpty() && logs.getFirst().number() < runs.getFirst().number();
    if (logIsOlder) {
      dropOldestLog();
    } else {
      dropOldestRun();
    }
  }

  void dropBefore(long nanos) {
    while (!logs.isEmpty() && logs.getFirst().row().eventNanos() < nanos) {
      dropOldestLog();
    }
    while (!runs.isEmpty() && runs.getFirst().row().endNanos() < nanos) {
      dropOldestRun();
    }
  }

  boolean isEmpty() {
    return logs.isEmpty() && runs.isEmpty();
  }

  void forEachLog(Consumer<Numbered<LogRow>> action) {
    logs.forEach(action);
  }

  void forEachRun(Consumer<Numbered<RunRow>> action) {
    runs.forEach(action);
  }

  /// Rows in the order they were recorded.
  static <R> List<R> inOrder(List<Numbered<R>> rows) {
    return rows.stream().sorted().map(Numbered::row).toList();
  }

  private void dropOldestLog() {
    sizeBytes -= size(logs.removeFirst().row());
  }

  private void dropOldestRun() {
    sizeBytes -= size(runs.removeFirst().row());
  }

  /// Roughly what a row takes on the heap.
  private static long size(LogRow row) {
    return 120 + row.text().length();
  }

  private static long size(RunRow row) {
    return 200 + row.error().length() + row.traceback().length();
  }

  /// A row and its place among all rows.
  record Numbered<R>(long number, R row) implements Comparable<Numbered<R>> {
    @Override
    public int compareTo(Numbered<R> other) {
      return Long.compare(number, other.number);
    }
  }
}
