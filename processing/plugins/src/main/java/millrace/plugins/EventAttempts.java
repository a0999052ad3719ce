package millrace.plugins;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import millrace.base.MillraceException;
import millrace.plugins.AlarmClock.Alarm;
import millrace.plugins.worker.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of an event once it has a slot: it is found, run, and run again after a pause, until it has succeeded or is
/// given up. It keeps its slot all the while.
///
/// Threads: any; the lock guards the pauses.
final class EventAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(EventAttempts.class);

  private final Trigger trigger;
  private final TriggerExecution execution;
  private final TriggerJournal journal;
  private final Delivery delivery;
  private final EngineRuntime runtime;
  private final int limit;
  private final Consumer<String> disable;
  private final Slots slots;

  private final Map<Object, Alarm> pauses = new IdentityHashMap<>();
  private boolean stopped;

  /// The trigger whose slots events hold.
  interface Slots {
    boolean isStopped();

    void started(long startNanos);

    void ended(long durationNanos, TriggerEvent event, TriggerExecution.Ran ran);

    /// The log is gone up to a segment: events before it never come.
    void skipTo(long firstSequence);

    /// An event gives its slot back.
    void free();
  }

  /// @param limit runs of one event with error behaviour `retry` before it is given up
  /// @param disable makes the trigger disabled for good, and stops it; takes the reason
  EventAttempts(
      TriggerExecution execution,
      Delivery delivery,
      EngineRuntime runtime,
      int limit,
      Consumer<String> disable,
      Slots slots) {
    this.trigger = execution.trigger();
    this.execution = execution;
    this.journal = execution.journal();
    this.delivery = delivery;
    this.runtime = runtime;
    this.limit = limit;
    this.disable = disable;
    this.slots = slots;
  }

  /// Runs an event. Blocks until the plugin has ended.
  void attempt(Due due, int attempt) {
    if (slots.isStopped()) {
      abandon(due);
      return;
    }
    Delivery.Found found;
    try {
      found = delivery.find(due);
    } catch (MillraceException e) {
      LOG.warn("trigger {}/{} cannot read the log now: {}", trigger.database(), trigger.name(), e.getMessage());
      again(due, attempt);
      return;
    }
    switch (found) {
      case Delivery.Found.Event(TriggerEvent event) -> run(event, due instanceof Due.InLog ? 1 : attempt);
      case Delivery.Found.Nothing _ -> over(due);
      case Delivery.Found.Gone(long first) -> {
        slots.skipTo(first);
        slots.free();
      }
    }
  }

  /// Ends all pauses: the events in them are gone.
  ///
  /// @return how many slots they held
  int stop() {
    synchronized (pauses) {
      stopped = true;
      int held = pauses.size();
      pauses.values().forEach(Alarm::cancel);
      pauses.clear();
      return held;
    }
  }

  private void run(TriggerEvent event, int attempt) {
    long start = runtime.clock().nowNanos();
    slots.started(start);
    TriggerExecution.Ran ran = execution.run(event, attempt, RunCause.EVENT);
    slots.ended(runtime.clock().nowNanos() - start, event, ran);
    switch (ran.result()) {
      case RunResult.Succeeded _ -> over(event);
      case RunResult.Cancelled _ -> slots.free();
      case RunResult.Failed failure -> failed(event, attempt, failure);
    }
  }

  private void over(Due due) {
    delivery.over(due);
    slots.free();
  }

  private void failed(TriggerEvent event, int attempt, RunResult.Failed failure) {
    if (slots.isStopped() || trigger.kind() == TriggerKind.REQUEST) {
      slots.free();
      return;
    }
    switch (trigger.errorBehavior()) {
      case LOG -> {
        if (delivery.isAtLeastOnce()) {
          giveUp(event, attempt, failure);
        } else {
          slots.free();
        }
      }
      case RETRY -> {
        if (attempt < limit) {
          again(event, attempt);
        } else {
          giveUp(event, attempt, failure);
        }
      }
      case DISABLE -> {
        journal.log(LogLevel.WARN, "disabling trigger " + trigger.name() + " due to error");
        disable.accept(failure.error());
        slots.free();
      }
    }
  }

  /// Keeps an event as a dead letter. Where that cannot be done, one that is to reach the trigger is tried again.
  private void giveUp(TriggerEvent event, int attempt, RunResult.Failed failure) {
    try {
      delivery.bury(event, attempt, failure.error());
    } catch (MillraceException e) {
      journal.log(LogLevel.ERROR, "a failed event cannot be kept as a dead letter now: " + e.getMessage());
      if (delivery.isAtLeastOnce()) {
        again(event, attempt);
        return;
      }
    }
    over(event);
  }

  /// Tries an event again after a pause, in which it keeps its slot.
  private void again(Due due, int attempt) {
    Object pause = new Object();
    boolean isStopped;
    synchronized (pauses) {
      isStopped = stopped;
      if (!stopped) {
        long at = runtime.clock().nowNanos() + RetryPolicy.pause(attempt, runtime.random()).toNanos();
        pauses.put(pause, runtime.clock().at(at, () -> resume(pause, due, attempt + 1)));
      }
    }
    if (isStopped) {
      slots.free();
    }
  }

  /// Goes on after a pause, unless [#stop] ended it.
  private void resume(Object pause, Due due, int attempt) {
    boolean isMine;
    synchronized (pauses) {
      isMine = pauses.remove(pause) != null;
    }
    if (isMine) {
      runtime.executor().execute(() -> attempt(due, attempt));
    }
  }

  private void abandon(Due due) {
    if (due instanceof TriggerEvent.Request request) {
      request.reply().complete(RequestReplies.notFound());
    }
    slots.free();
  }
}
