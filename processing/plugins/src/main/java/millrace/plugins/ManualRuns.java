package millrace.plugins;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Runs that somebody asks for: a scheduled plugin now, and events that were given up.
///
/// A trigger that runs lends its process, so its cache is there and its own events wait meanwhile if it is synchronous.
/// For one that does not, a process is started and ended.
///
/// Threads: any; all methods block until the runs are over.
final class ManualRuns {
  private final TriggerAdministration administration;
  private final TriggerDispatcher dispatcher;
  private final TriggerLauncher launcher;
  private final EngineData data;
  private final EngineRuntime runtime;

  ManualRuns(
      TriggerAdministration administration,
      TriggerDispatcher dispatcher,
      TriggerLauncher launcher,
      EngineData data,
      EngineRuntime runtime) {
    this.administration = administration;
    this.dispatcher = dispatcher;
    this.launcher = launcher;
    this.data = data;
    this.runtime = runtime;
  }

  /// Runs a scheduled trigger for the present moment.
  RunReport runNow(String database, String name) {
    Trigger trigger = administration.require(database, name);
    if (trigger.kind() != TriggerKind.SCHEDULE) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "trigger '" + name + "' is not a scheduled one: '" + trigger.spec().text() + "'; only 'every:' and 'cron:'"
              + " triggers can be run now");
    }
    TriggerEvent.Tick now = new TriggerEvent.Tick(runtime.clock().nowNanos());
    return RunReport.of(with(trigger, execution -> execution.run(now, 1, RunCause.MANUAL)));
  }

  /// Runs dead letters of a trigger again, oldest first, until one fails.
  ///
  /// @param id one of them; empty for all
  DeadLetterReport replay(String database, String name, OptionalLong id) {
    Trigger trigger = administration.require(database, name);
    List<DeadLetter> chosen = letters(trigger, id);
    return chosen.isEmpty()
        ? new DeadLetterReport(0, 0, "", 0)
        : with(trigger, execution -> replay(trigger, chosen, execution));
  }

  /// Removes dead letters of a trigger.
  ///
  /// @param id one of them; empty for all
  /// @return how many there were
  int delete(String database, String name, OptionalLong id) {
    List<DeadLetter> chosen = letters(administration.require(database, name), id);
    chosen.forEach(data.deadLetters()::remove);
    return chosen.size();
  }

  private List<DeadLetter> letters(Trigger trigger, OptionalLong id) {
    List<DeadLetter> all = data.deadLetters().of(trigger.id());
    if (id.isEmpty()) {
      return all;
    }
    List<DeadLetter> one = all.stream().filter(letter -> letter.id() == id.getAsLong()).toList();
    if (one.isEmpty()) {
      throw new MillraceException(
          ErrorCode.NOT_FOUND, "trigger '" + trigger.name() + "' has no dead letter " + id.getAsLong());
    }
    return one;
  }

  private DeadLetterReport replay(Trigger trigger, List<DeadLetter> chosen, TriggerExecution execution) {
    int succeeded = 0;
    for (DeadLetter letter : chosen) {
      Optional<TriggerEvent> event = data.deadLetters().event(letter);
      if (event.isPresent()) {
        RunReport report = RunReport.of(execution.run(event.get(), letter.attempts() + 1, RunCause.DEAD_LETTER));
        if (report.outcome() != RunRow.Outcome.SUCCESS) {
          return new DeadLetterReport(succeeded, letter.id(), report.error(), left(trigger));
        }
        succeeded++;
      }
      data.deadLetters().remove(letter);
    }
    return new DeadLetterReport(succeeded, 0, "", left(trigger));
  }

  private int left(Trigger trigger) {
    return data.deadLetters().of(trigger.id()).size();
  }

  private <T> T with(Trigger trigger, Function<TriggerExecution, T> work) {
    Optional<TriggerExecution> running = dispatcher.execution(trigger.id());
    if (running.isPresent()) {
      return work.apply(running.get());
    }
    try (TriggerLauncher.Borrowed borrowed = launcher.borrow(trigger, Optional.empty())) {
      return work.apply(borrowed.execution());
    }
  }
}
