package millrace.plugins.worker;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A call on its way, and how it is brought to an end before its time.
///
/// Ending goes in steps: the stacks of the process are written down (when the time is up), the plugin is interrupted,
/// and when that does not help within the grace time the process is killed. Each step is skipped once the call is over.
///
/// Threads: any; the lock guards all fields.
final class RunningCall {
  /// Why a call was brought to an end.
  enum Ending {
    NONE,
    TIME_LIMIT,
    CANCELLED
  }

  /// Time a process has to write its stacks before its plugin is interrupted and the stacks are gone.
  private static final long DUMP_MILLIS = 50;

  private final long sequence;
  private final Duration grace;
  private final ScheduledExecutorService timer;
  private Ending ending = Ending.NONE;
  private boolean over;
  private WorkerProcess process;
  private Lane lane;
  private ScheduledFuture<?> next;
  private long stacksOffset;
  private String stacks = "";

  RunningCall(long sequence, Duration grace, ScheduledExecutorService timer) {
    this.sequence = sequence;
    this.grace = grace;
    this.timer = timer;
  }

  /// Number of the call, unique within its worker.
  long sequence() {
    return sequence;
  }

  synchronized Ending ending() {
    return ending;
  }

  /// The stacks written when the time was up.
  synchronized String stacks() {
    return stacks;
  }

  /// The call has its lane; the time limit starts. False when it was cancelled before.
  synchronized boolean begin(WorkerProcess process, Lane lane, Duration timeLimit) {
    if (ending != Ending.NONE) {
      return false;
    }
    this.process = process;
    this.lane = lane;
    if (!timeLimit.isZero()) {
      next = timer.schedule(this::timeIsUp, timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  /// Cancels the call, now or as soon as it begins.
  synchronized void cancel() {
    if (over || ending != Ending.NONE) {
      return;
    }
    ending = Ending.CANCELLED;
    if (process != null) {
      cancelNext();
      interrupt();
    }
  }

  /// The conversation is over, one way or the other.
  synchronized void finish() {
    over = true;
    cancelNext();
    if (ending == Ending.TIME_LIMIT && stacks.isEmpty()) {
      stacks = process.stacksFrom(stacksOffset);
    }
  }

  private synchronized void timeIsUp() {
    if (over || ending != Ending.NONE) {
      return;
    }
    ending = Ending.TIME_LIMIT;
    stacksOffset = process.stackBytes();
    process.dumpStacks();
    next = timer.schedule(this::interrupt, DUMP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void interrupt() {
    if (over) {
      return;
    }
    process.interrupt(lane, sequence);
    next = timer.schedule(this::kill, grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void kill() {
    if (over) {
      return;
    }
    // Before the process's exit removes the file.
    stacks = process.stacksFrom(stacksOffset);
    process.kill(ending == Ending.TIME_LIMIT ? "ran past its time limit" : "did not stop when cancelled");
  }

  private void cancelNext() {
    if (next != null) {
      next.cancel(false);
    }
  }
}
