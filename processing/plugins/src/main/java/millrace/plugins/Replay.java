package millrace.plugins;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.plugins.AlarmClock.Alarm;
import millrace.plugins.HistorySlices.Slice;
import millrace.plugins.ReplayReport.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of a write plugin over stored history, slice by slice in time order.
///
/// A slice that fails is passed over with error behaviour `log`, tried again with `retry`, and ends the replay with
/// `disable`, or when trying again was in vain. The plugin runs in a process of its own, so neither its cache nor its time
/// is taken from the live trigger.
///
/// Threads: [#run] by one; the others from any.
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final long RENEW_NANOS = Duration.ofSeconds(10).toNanos();

  private final ReplayWork work;
  private final Trigger trigger;
  private final CatalogState state;
  private final Replays replays;
  private final DryRunWrites writes = new DryRunWrites();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private ReplayReport report;
  private volatile State ending = State.RUNNING;
  private volatile Optional<TriggerLauncher.Borrowed> borrowed = Optional.empty();

  Replay(ReplayWork work, Trigger trigger, CatalogState state, ReplayReport report, Replays replays) {
    this.work = work;
    this.trigger = trigger;
    this.state = state;
    this.report = report;
    this.replays = replays;
  }

  /// Ends it for good, unless it is resumed.
  void cancel() {
    end(State.CANCELLED);
  }

  /// Ends it since the server does.
  void interrupt() {
    end(State.INTERRUPTED);
  }

  /// Runs to the end of the span, or to another end. Never throws.
  void run() {
    try (TriggerLauncher.Borrowed process =
            work.borrow(trigger, report.dryRun() ? Optional.of(writes) : Optional.empty());
        HistorySlices history =
            work.history(trigger, state, new TimeSpan(report.positionNanos(), report.toNanos()))) {
      borrowed = Optional.of(process);
      runAll(process.execution(), history);
    } catch (MillraceException e) {
      finish(State.FAILED, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("replay {} of trigger {}/{} ended by a fault of the engine", report.id(), trigger.database(), trigger.name(), e);
      finish(State.FAILED, "internal error: " + e);
    }
  }

  private void runAll(TriggerExecution execution, HistorySlices history) {
    long renewNanos = work.nowNanos() + RENEW_NANOS;
    Optional<Slice> slice = history.next();
    while (slice.isPresent() && ending == State.RUNNING) {
      if (!isOver(execution, slice.get())) {
        return;
      }
      report = report.at(slice.get().doneNanos(), slice.get().rows());
      replays.note(report);
      if (work.nowNanos() >= renewNanos) {
        history.renew();
        renewNanos = work.nowNanos() + RENEW_NANOS;
      }
      slice = history.next();
    }
    if (ending == State.RUNNING) {
      report = report.at(report.toNanos(), 0);
      finish(State.FINISHED, report.error());
    } else {
      finish(ending, report.error());
    }
  }

  /// Whether the replay goes on after a slice; it is finished otherwise.
  private boolean isOver(TriggerExecution execution, Slice slice) {
    TriggerEvent.Flush event = new TriggerEvent.Flush(slice.tables());
    for (int attempt = 1; ; attempt++) {
      RunCause cause = report.dryRun() ? RunCause.DRY_RUN : RunCause.REPLAY;
      RunReport run = RunReport.of(execution.run(event, attempt, cause));
      report = report.after(run, writes);
      switch (run.outcome()) {
        case SUCCESS -> {
          return true;
        }
        case CANCELLED -> {
          finish(ending == State.RUNNING ? State.INTERRUPTED : ending, report.error());
          return false;
        }
        case ERROR -> {
          if (trigger.errorBehavior() == ErrorBehavior.LOG) {
            return true;
          }
          if (trigger.errorBehavior() == ErrorBehavior.DISABLE || attempt >= work.attempts() || !pause(attempt)) {
            finish(ending == State.RUNNING ? State.FAILED : ending, run.error());
            return false;
          }
        }
      }
    }
  }

  /// Waits before another attempt.
  ///
  /// @return whether to make it
  private boolean pause(int attempt) {
    CountDownLatch over = new CountDownLatch(1);
    long due = work.nowNanos() + RetryPolicy.pause(attempt, work.runtime().random()).toNanos();
    Alarm alarm = work.runtime().clock().at(due, over::countDown);
    try {
      while (!over.await(100, TimeUnit.MILLISECONDS)) {
        if (stopped.getCount() == 0) {
          return false;
        }
      }
      return stopped.getCount() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      alarm.cancel();
    }
  }

  private void end(State how) {
    ending = how;
    stopped.countDown();
    borrowed.ifPresent(TriggerLauncher.Borrowed::close);
  }

  private void finish(State how, String error) {
    OptionalLong end = OptionalLong.of(work.nowNanos());
    report = report.in(how, error, end);
    replays.note(report);
  }
}
