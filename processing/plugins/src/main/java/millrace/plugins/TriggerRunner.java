package millrace.plugins;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.plugins.AlarmClock.Alarm;
import millrace.plugins.SystemTables.TriggerStatusRow;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.TableBatch;

/// One trigger while it is enabled: events come in, runs go out.
///
/// A synchronous trigger has one slot, an asynchronous one several. Whenever a slot is free and an event is due, the
/// event takes the slot and is run on the executor; it holds the slot until it has succeeded or is given up, pauses
/// between attempts included. That gives a synchronous trigger its order: while an event is tried again, later ones wait.
/// No thread waits for anything but a running plugin.
///
/// A trigger ends by [#stop], called from outside or, with error behaviour `disable`, by way of `disable` after its first
/// failure. Whatever it is doing, stopping does not wait for more than the grace time of its worker.
///
/// Threads: any.
final class TriggerRunner {
  /// A cancelled run ends within the grace time of its worker, and its writes a moment later.
  private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(10);

  private final Trigger trigger;
  private final LoadedPlugin plugin;
  private final TriggerExecution execution;
  private final TriggerJournal journal;
  private final Delivery delivery;
  private final EngineRuntime runtime;
  private final int slots;
  private final EventAttempts attempts;

  /// Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition idle = lock.newCondition();
  private final EventSource source;
  private final RunTally tally = new RunTally();
  private Optional<Alarm> alarm = Optional.empty();
  private int running;
  private boolean stopped;
  private final DropWarning drops = new DropWarning();

  /// What a trigger may do.
  ///
  /// @param slots events in work at once
  /// @param attempts runs of one event with error behaviour `retry` before it is given up
  record Allowance(int slots, int attempts) {}

  /// @param disable makes the trigger disabled for good, and stops it; takes the reason
  TriggerRunner(
      TriggerExecution execution,
      EventSource source,
      Delivery delivery,
      EngineRuntime runtime,
      Allowance allowance,
      Consumer<String> disable) {
    this.trigger = execution.trigger();
    this.plugin = execution.plugin();
    this.execution = execution;
    this.journal = execution.journal();
    this.delivery = delivery;
    this.runtime = runtime;
    this.slots = allowance.slots();
    this.attempts = new EventAttempts(execution, delivery, runtime, allowance.attempts(), disable, new Slots());
    this.source = source;
  }

  Trigger trigger() {
    return trigger;
  }

  /// Begins the schedule; nothing to do for other kinds.
  void start() {
    guarded(() -> {
      if (source instanceof EventSource.Ticks ticks) {
        ticks.start(runtime.clock().nowNanos());
      }
    });
    pump();
  }

  /// Takes a flush; never waits for the plugin.
  void flushed(TriggerEvent.Flush flush) {
    Optional<String> warning = locked(() -> stopped ? Optional.empty() : accept(flush));
    warning.ifPresent(text -> journal.log(LogLevel.WARN, text));
    pump();
  }

  /// Takes note of a sealed segment of the log, where the trigger follows it; never waits for the plugin.
  ///
  /// @param tables what the segment holds for the trigger; may be empty
  void sealed(long sequence, List<TableBatch> tables) {
    guarded(() -> {
      if (!stopped && source instanceof LogFlushes flushes) {
        flushes.sealed(sequence, tables);
      }
    });
    pump();
  }

  /// Takes note of how far the log goes.
  void sealedUpTo(long sequence) {
    guarded(() -> {
      if (!stopped && source instanceof LogFlushes flushes) {
        flushes.sealedUpTo(sequence);
      }
    });
    pump();
  }

  /// Whether it follows the log itself.
  boolean followsLog() {
    return delivery.isAtLeastOnce();
  }

  /// Runs the plugin of this trigger outside the order of its events.
  TriggerExecution execution() {
    return execution;
  }

  /// Takes a request; the reply is completed whatever becomes of the trigger.
  CompletableFuture<HttpReply> requested(TriggerEvent.Request request) {
    Optional<HttpReply> refusal =
        locked(
            () -> {
              if (stopped || !(source instanceof EventSource.Requests requests)) {
                return Optional.of(RequestReplies.notFound());
              }
              return requests.add(request) ? Optional.empty() : Optional.of(RequestReplies.busy());
            });
    refusal.ifPresent(request.reply()::complete);
    pump();
    return request.reply();
  }

  /// Takes no more events, drops those that wait, and cancels those that run. Waits for the worker to end. Harmless when
  /// repeated.
  void stop() {
    end();
    plugin.worker().close();
  }

  /// Like [#stop], but gives the process away, and with it the trigger's cache. Waits for the cancelled run to end.
  ///
  /// @param wanted events in work at once that the process is to serve
  /// @return empty, the process ended, where it does not serve that many, or the run does not end
  Optional<PluginWorker> release(int wanted) {
    end();
    plugin.worker().cancel();
    try {
      if (wanted == slots && awaitIdle(RELEASE_PATIENCE)) {
        return Optional.of(plugin.worker());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    plugin.worker().close();
    return Optional.empty();
  }

  private void end() {
    List<TriggerEvent> dropped =
        locked(
            () -> {
              stopped = true;
              alarm.ifPresent(Alarm::cancel);
              alarm = Optional.empty();
              return source.drain();
            });
    int paused = attempts.stop();
    guarded(() -> {
      running -= paused;
      idle.signalAll();
    });
    for (TriggerEvent event : dropped) {
      if (event instanceof TriggerEvent.Request request) {
        request.reply().complete(RequestReplies.notFound());
      }
    }
  }

  /// Waits until no event is in work, which after [#stop] takes no longer than the last writes of a run.
  ///
  /// @return whether that came to be within `patience`
  boolean awaitIdle(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (running > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return running == 0;
    } finally {
      lock.unlock();
    }
  }

  /// How the trigger does now.
  TriggerStatusRow status() {
    return locked(
        () ->
            tally.row(
                trigger,
                isFinished() ? "finished" : "running",
                source.size(),
                running,
                delivery.givenUp(),
                source.nextNanos(),
                plugin.code().digest()));
  }

  /// What it counted.
  TriggerFigures figures() {
    int letters = delivery.deadLetters();
    return locked(
        () ->
            tally.figures(
                trigger, source.size(), running, delivery.givenUp(), letters, runtime.clock().nowNanos()));
  }

  private boolean isFinished() {
    return source instanceof EventSource.Ticks && source.nextNanos().isEmpty();
  }

  private Optional<String> accept(TriggerEvent.Flush flush) {
    if (!(source instanceof EventSource.Flushes flushes)) {
      return Optional.empty();
    }
    int dropped = flushes.add(flush);
    tally.dropped(dropped);
    return drops.add(dropped, runtime.clock().nowNanos());
  }

  /// Gives due events to free slots.
  private void pump() {
    while (true) {
      Optional<Due> due = locked(this::takeDue);
      if (due.isEmpty()) {
        return;
      }
      runtime.executor().execute(() -> attempts.attempt(due.get(), 1));
    }
  }

  private Optional<Due> takeDue() {
    tally.busy(running > 0 || source.size() > 0, runtime.clock().nowNanos());
    if (stopped || running >= slots) {
      return Optional.empty();
    }
    Optional<Due> due = source.poll(runtime.clock().nowNanos());
    if (due.isPresent()) {
      running++;
    } else if (alarm.isEmpty() && source.nextNanos().isPresent()) {
      alarm = Optional.of(runtime.clock().at(source.nextNanos().getAsLong(), this::ring));
    }
    return due;
  }

  private void ring() {
    guarded(() -> {
      alarm = Optional.empty();
    });
    pump();
  }

  /// What events in work tell.
  private final class Slots implements EventAttempts.Slots {
    @Override
    public boolean isStopped() {
      return locked(() -> stopped);
    }

    @Override
    public void started(long startNanos) {
      guarded(() -> {
        tally.started(startNanos);
      });
    }

    @Override
    public void ended(long durationNanos, TriggerEvent event, TriggerExecution.Ran ran) {
      long rows = event instanceof TriggerEvent.Flush flush ? flush.rowCount() : 0;
      guarded(() -> {
        tally.ended(durationNanos, ran.result(), rows, ran.linesWritten());
      });
    }

    @Override
    public void skipTo(long firstSequence) {
      guarded(() -> {
        if (source instanceof LogFlushes flushes) {
          flushes.skipTo(firstSequence);
        }
      });
    }

    @Override
    public void free() {
      guarded(() -> {
        running--;
        idle.signalAll();
      });
      pump();
    }
  }

  private void guarded(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
