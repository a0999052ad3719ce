package millrace.plugins;

import java.util.OptionalLong;
import millrace.plugins.SystemTables.TriggerStatusRow;

/// Counts the runs of one trigger since it started.
///
/// Threads: guarded by the lock of its [TriggerRunner].
final class RunTally {
  private long runs;
  private long failures;
  private long droppedFlushes;
  private OptionalLong lastStartNanos = OptionalLong.empty();
  private OptionalLong lastDurationNanos = OptionalLong.empty();
  private String lastError = "";

  void started(long nowNanos) {
    lastStartNanos = OptionalLong.of(nowNanos);
  }

  void ended(long durationNanos, RunResult result) {
    runs++;
    lastDurationNanos = OptionalLong.of(durationNanos);
    if (result instanceof RunResult.Failed failure) {
      failures++;
      lastError = failure.error();
    }
  }

  void dropped(int flushes) {
    droppedFlushes += flushes;
  }

  TriggerStatusRow row(
      Trigger trigger, String state, int queued, int running, long givenUp, OptionalLong nextNanos, String digest) {
    return new TriggerStatusRow(
        trigger.database(),
        trigger.name(),
        state,
        "",
        trigger.definition().runAsynchronous(),
        queued,
        running,
        runs,
        failures,
        droppedFlushes + givenUp,
        lastStartNanos,
        lastDurationNanos,
        lastError,
        nextNanos,
        digest,
        trigger.definition().pluginFile(),
        trigger.spec().text(),
        trigger.definition().errorBehavior(),
        trigger.definition().delivery(),
        trigger.definition().nodes());
  }
}
