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
  private long rows;
  private long linesWritten;
  private final RunDurations.Counter durations = new RunDurations.Counter();
  private OptionalLong behindSinceNanos = OptionalLong.empty();

  void started(long nowNanos) {
    lastStartNanos = OptionalLong.of(nowNanos);
  }

  /// Whether anything waits or runs.
  void busy(boolean isBusy, long nowNanos) {
    if (!isBusy) {
      behindSinceNanos = OptionalLong.empty();
    } else if (behindSinceNanos.isEmpty()) {
      behindSinceNanos = OptionalLong.of(nowNanos);
    }
  }

  TriggerFigures figures(Trigger trigger, int queued, int running, long givenUp, int deadLetters, long nowNanos) {
    long behind = behindSinceNanos.isEmpty() ? 0 : Math.max(0, nowNanos - behindSinceNanos.getAsLong());
    return new TriggerFigures(
        trigger.database(), trigger.name(), trigger.kind().typeName(), runs, failures, droppedFlushes + givenUp, queued,
        running, rows, linesWritten, durations.counted(), behind, deadLetters);
  }

  void ended(long durationNanos, RunResult result, long runRows, long runLines) {
    runs++;
    rows += runRows;
    linesWritten += runLines;
    durations.add(durationNanos);
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
