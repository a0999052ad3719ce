package millrace.plugins;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private static final long WARNING_NANOS = Duration.ofSeconds(10).toNanos();

  private final Trigger trigger;
  private final LoadedPlugin plugin;
  private final TriggerExecution execution;
  private final TriggerJournal journal;
  private final EngineRuntime runtime;
  private final int slots;
  private final Consumer<String> disable;

  /// Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition idle = lock.newCondition();
  private final EventSource source;
  private final RunTally tally = new RunTally();
  private final Map<Object, Alarm> pauses = new IdentityHashMap<>();
  private Optional<Alarm> alarm = Optional.empty();
  private int running;
  private boolean stopped;
  private long droppedSinceWarning;
  private long nextWarningNanos = Long.MIN_VALUE;

  /// @param slots events in work at once
  /// @param disable makes the trigger disabled for good, and stops it; takes the reason
  TriggerRunner(TriggerExecution execution, EngineRuntime runtime, int slots, Consumer<String> disable) {
    this.trigger = execution.trigger();
    this.plugin = execution.plugin();
    this.execution = execution;
    this.journal = execution.journal();
    this.runtime = runtime;
    this.slots = slots;
    this.disable = disable;
    this.source = EventSource.of(trigger.spec());
  }

  Trigger trigger() {
    return trigger;
  }

  /// Begins the schedule; nothing to do for other kinds.
  void start() {
    locked(
        () -> {
          if (source instanceof EventSource.Ticks ticks) {
            ticks.start(runtime.clock().nowNanos());
          }
          return null;
        });
    pump();
  }

  /// Takes a flush; never waits for the plugin.
  void flushed(TriggerEvent.Flush flush) {
    Optional<String> warning = locked(() -> stopped ? Optional.empty() : accept(flush));
    warning.ifPresent(text -> journal.log(LogLevel.WARN, text));
    pump();
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
    List<TriggerEvent> dropped =
        locked(
            () -> {
              stopped = true;
              alarm.ifPresent(Alarm::cancel);
              alarm = Optional.empty();
              pauses.values().forEach(Alarm::cancel);
              running -= pauses.size();
              pauses.clear();
              idle.signalAll();
              return source.drain();
            });
    for (TriggerEvent event : dropped) {
      if (event instanceof TriggerEvent.Request request) {
        request.reply().complete(RequestReplies.notFound());
      }
    }
    plugin.worker().close();
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
                source.nextNanos(),
                plugin.code().digest()));
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
    droppedSinceWarning += dropped;
    long now = runtime.clock().nowNanos();
    if (droppedSinceWarning == 0 || now < nextWarningNanos) {
      return Optional.empty();
    }
    String text = droppedSinceWarning + " flushes were dropped: the trigger cannot keep up and its queue is full";
    droppedSinceWarning = 0;
    nextWarningNanos = now + WARNING_NANOS;
    return Optional.of(text);
  }

  /// Gives due events to free slots.
  private void pump() {
    while (true) {
      Optional<TriggerEvent> event = locked(this::takeDue);
      if (event.isEmpty()) {
        return;
      }
      runtime.executor().execute(() -> attempt(event.get(), 1));
    }
  }

  private Optional<TriggerEvent> takeDue() {
    if (stopped || running >= slots) {
      return Optional.empty();
    }
    Optional<TriggerEvent> event = source.poll(runtime.clock().nowNanos());
    if (event.isPresent()) {
      running++;
    } else if (alarm.isEmpty() && source.nextNanos().isPresent()) {
      alarm = Optional.of(runtime.clock().at(source.nextNanos().getAsLong(), this::ring));
    }
    return event;
  }

  private void ring() {
    locked(
        () -> {
          alarm = Optional.empty();
          return null;
        });
    pump();
  }

  private void attempt(TriggerEvent event, int attempt) {
    boolean isStopped = locked(() -> stopped);
    if (isStopped) {
      abandon(event);
      return;
    }
    long start = runtime.clock().nowNanos();
    locked(
        () -> {
          tally.started(start);
          return null;
        });
    RunResult result = execution.run(event, attempt);
    locked(
        () -> {
          tally.ended(runtime.clock().nowNanos() - start, result);
          return null;
        });
    switch (result) {
      case RunResult.Succeeded _, RunResult.Cancelled _ -> freeSlot();
      case RunResult.Failed failure -> failed(event, attempt, failure);
    }
  }

  private void failed(TriggerEvent event, int attempt, RunResult.Failed failure) {
    boolean isStopped = locked(() -> stopped);
    if (isStopped || trigger.kind() == TriggerKind.REQUEST) {
      freeSlot();
      return;
    }
    switch (trigger.errorBehavior()) {
      case LOG -> freeSlot();
      case RETRY -> retry(event, attempt);
      case DISABLE -> {
        journal.log(LogLevel.WARN, "disabling trigger " + trigger.name() + " due to error");
        disable.accept(failure.error());
        freeSlot();
      }
    }
  }

  private void retry(TriggerEvent event, int attempt) {
    if (trigger.definition().runAsynchronous() && attempt >= RetryPolicy.ASYNCHRONOUS_ATTEMPTS) {
      journal.log(LogLevel.WARN, "giving up after " + attempt + " failed attempts");
      freeSlot();
      return;
    }
    Object pause = new Object();
    boolean isStopped =
        locked(
            () -> {
              if (!stopped) {
                long due = runtime.clock().nowNanos() + RetryPolicy.pause(attempt, runtime.random()).toNanos();
                pauses.put(pause, runtime.clock().at(due, () -> resume(pause, event, attempt + 1)));
              }
              return stopped;
            });
    if (isStopped) {
      freeSlot();
    }
  }

  /// Goes on after a pause, unless [#stop] ended it.
  private void resume(Object pause, TriggerEvent event, int attempt) {
    boolean isMine = locked(() -> pauses.remove(pause) != null);
    if (isMine) {
      runtime.executor().execute(() -> attempt(event, attempt));
    }
  }

  private void abandon(TriggerEvent event) {
    if (event instanceof TriggerEvent.Request request) {
      request.reply().complete(RequestReplies.notFound());
    }
    freeSlot();
  }

  private void freeSlot() {
    locked(
        () -> {
          running--;
          idle.signalAll();
          return null;
        });
    pump();
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
