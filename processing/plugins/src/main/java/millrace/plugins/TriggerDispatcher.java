package millrace.plugins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.TriggerDefinition;
import millrace.plugins.SystemTables.TriggerStatusRow;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.TableBatch;
import millrace.wal.SealedInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The triggers that run now, and the way of events to them.
///
/// What runs follows the catalog: [#follow] starts what should run and stops what should not. A trigger that cannot be
/// started is noted with the reason and tried again every 30 seconds. Starting may fetch a remote plugin, and stopping
/// waits for a worker to end, so neither happens under the lock; a trigger that is being started is marked, and one that
/// is stopped meanwhile is dropped as soon as it has started.
///
/// Threads: any.
final class TriggerDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerDispatcher.class);
  private static final long RETRY_NANOS = Duration.ofSeconds(30).toNanos();

  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private final TriggerLauncher launcher;
  private final EngineRuntime runtime;

  private final Map<Long, TriggerRunner> runners = new ConcurrentHashMap<>();

  /// Guards the three below and every change of `runners`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<Long> starting = new HashSet<>();
  private final Map<Long, StartFailure> failures = new HashMap<>();
  private boolean closed;

  TriggerDispatcher(TriggerLauncher launcher, EngineRuntime runtime) {
    this.launcher = launcher;
    this.runtime = runtime;
  }

  /// Makes the running triggers be those the catalog wants on this node. Returns without waiting for remote plugins or
  /// for workers to end.
  void follow(Supplier<CatalogState> catalog) {
    // Taken before the state is read, so that a trigger created meanwhile is not taken for one that is gone.
    List<TriggerRunner> running = List.copyOf(runners.values());
    Map<Long, Trigger> wanted = wanted(catalog.get());
    for (TriggerRunner runner : running) {
      if (!runner.trigger().equals(wanted.get(runner.trigger().id()))) {
        runtime.executor().execute(() -> stop(runner.trigger().id()));
      }
    }
    forgetFailures(wanted.keySet());
    for (Trigger trigger : wanted.values()) {
      if (!isDue(trigger)) {
        continue;
      }
      if (RemotePlugins.isRemote(trigger.definition().pluginFile())) {
        runtime.executor().execute(() -> start(trigger, Optional.empty()));
      } else {
        start(trigger, Optional.empty());
      }
    }
  }

  /// Starts a trigger, unless it runs or is being started.
  ///
  /// @param code the plugin, where it has been read already
  void start(Trigger trigger, Optional<PluginCode> code) {
    if (beginStart(trigger.id())) {
      launch(trigger, code, Optional.empty());
    }
  }

  /// Starts a trigger that was changed anew: what runs is cancelled, and its process goes on where it suits, and with it
  /// the trigger's cache. Waits for the running call to end.
  ///
  /// @param code the plugin, where it has been read already
  void restart(Trigger trigger, Optional<PluginCode> code) {
    Optional<TriggerRunner> old;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      failures.remove(trigger.id());
      old = Optional.ofNullable(runners.remove(trigger.id()));
      starting.add(trigger.id());
    } finally {
      lock.unlock();
    }
    Optional<PluginWorker> kept = old.flatMap(runner -> runner.release(launcher.slots(trigger)));
    launch(trigger, code, kept);
  }

  /// @param worker the process to go on with; a new one for empty
  private void launch(Trigger trigger, Optional<PluginCode> code, Optional<PluginWorker> worker) {
    try {
      TriggerRunner runner = launcher.launch(trigger, code, worker);
      if (finishStart(trigger.id(), runner)) {
        runner.start();
      } else {
        runner.stop();
      }
    } catch (MillraceException e) {
      worker.ifPresent(PluginWorker::close);
      failStart(trigger, e.getMessage());
    }
  }

  /// Stops a trigger and forgets why it could not be started. Waits for its worker to end.
  void stop(long triggerId) {
    TriggerRunner runner;
    lock.lock();
    try {
      starting.remove(triggerId);
      failures.remove(triggerId);
      runner = runners.remove(triggerId);
    } finally {
      lock.unlock();
    }
    if (runner != null) {
      runner.stop();
    }
  }

  /// Stops a trigger for 30 seconds.
  void suspend(Trigger trigger, String reason) {
    stop(trigger.id());
    failStart(trigger, reason);
  }

  /// Hands the rows of a flush to the triggers of their databases.
  void flushed(SealedInterval interval, CatalogState state) {
    Map<Long, List<TriggerRunner>> listening = new HashMap<>();
    for (TriggerRunner runner : runners.values()) {
      if (runner.trigger().kind() == TriggerKind.WRITES) {
        listening.computeIfAbsent(runner.trigger().databaseId(), _ -> new ArrayList<>()).add(runner);
      }
    }
    listening.forEach(
        (databaseId, listeners) -> {
          List<TableBatch> tables = FlushRows.ofDatabase(databaseId, interval.batches(), state);
          listeners.forEach(runner -> offer(runner, interval.sequence(), tables));
        });
  }

  /// Tells triggers that follow the log how far it goes, should they have missed it.
  void sealedUpTo(long sequence) {
    for (TriggerRunner runner : runners.values()) {
      if (runner.followsLog()) {
        runner.sealedUpTo(sequence);
      }
    }
  }

  /// Hands a request to the trigger at its path; empty when there is none.
  Optional<CompletableFuture<HttpReply>> requested(String path, PluginCall.RequestCall call) {
    return at(path).map(runner -> runner.requested(new TriggerEvent.Request(call, new CompletableFuture<>())));
  }

  /// The database of the trigger at a path of requests; empty when there is none.
  Optional<String> databaseAt(String path) {
    return at(path).map(runner -> runner.trigger().database());
  }

  private Optional<TriggerRunner> at(String path) {
    return runners.values().stream()
        .filter(runner -> runner.trigger().spec() instanceof TriggerSpec.Request request && request.path().equals(path))
        .findFirst();
  }

  /// What the running triggers counted, ordered by database and name.
  List<TriggerFigures> figures() {
    return runners.values().stream()
        .map(TriggerRunner::figures)
        .sorted(Comparator.comparing(TriggerFigures::database).thenComparing(TriggerFigures::trigger))
        .toList();
  }

  /// What runs the plugin of a trigger, where the trigger runs.
  Optional<TriggerExecution> execution(long triggerId) {
    return Optional.ofNullable(runners.get(triggerId)).map(TriggerRunner::execution);
  }

  /// How a trigger does, where it runs or could not be started.
  Optional<TriggerStatusRow> status(Trigger trigger) {
    TriggerRunner runner = runners.get(trigger.id());
    if (runner != null) {
      return Optional.of(runner.status());
    }
    lock.lock();
    try {
      return Optional.ofNullable(failures.get(trigger.id())).map(failure -> failure.row(trigger));
    } finally {
      lock.unlock();
    }
  }

  /// Stops everything, all triggers at once, and lets runs that ended write what they deferred.
  void close() {
    Collection<TriggerRunner> all;
    lock.lock();
    try {
      closed = true;
      starting.clear();
      all = List.copyOf(runners.values());
      runners.clear();
    } finally {
      lock.unlock();
    }
    List<Thread> stopping =
        all.stream().map(runner -> Thread.ofVirtual().name("plugin-stop").start(() -> end(runner))).toList();
    for (Thread thread : stopping) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void end(TriggerRunner runner) {
    runner.stop();
    try {
      if (!runner.awaitIdle(LAST_WRITES)) {
        LOG.warn("a run of trigger {} did not end in time", runner.trigger().name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<Long, Trigger> wanted(CatalogState state) {
    Map<Long, Trigger> wanted = new HashMap<>();
    for (Database database : state.databases()) {
      for (TriggerDefinition definition : database.isDeleted() ? List.<TriggerDefinition>of() : database.triggers()) {
        if (!definition.disabled()) {
          understand(database, definition).ifPresent(trigger -> wanted.put(trigger.id(), trigger));
        }
      }
    }
    return wanted;
  }

  /// Definitions seldom change, so what was understood a second ago is used again.
  private Optional<Trigger> understand(Database database, TriggerDefinition definition) {
    TriggerRunner runner = runners.get(definition.id());
    boolean isKnown = runner != null && runner.trigger().definition() == definition;
    return isKnown ? Optional.of(runner.trigger()) : launcher.understand(database, definition);
  }

  private void forgetFailures(Set<Long> wanted) {
    lock.lock();
    try {
      failures.keySet().retainAll(wanted);
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue(Trigger trigger) {
    lock.lock();
    try {
      StartFailure failure = failures.get(trigger.id());
      return !runners.containsKey(trigger.id())
          && (failure == null || runtime.clock().nowNanos() >= failure.retryNanos());
    } finally {
      lock.unlock();
    }
  }

  private boolean beginStart(long triggerId) {
    lock.lock();
    try {
      return !closed && !runners.containsKey(triggerId) && starting.add(triggerId);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the trigger is still wanted.
  private boolean finishStart(long triggerId, TriggerRunner runner) {
    lock.lock();
    try {
      boolean isWanted = starting.remove(triggerId);
      if (isWanted) {
        failures.remove(triggerId);
        runners.put(triggerId, runner);
      }
      return isWanted;
    } finally {
      lock.unlock();
    }
  }

  private void failStart(Trigger trigger, String reason) {
    LOG.warn("failed to start trigger {}/{}: {}", trigger.database(), trigger.name(), reason);
    StartFailure former;
    lock.lock();
    try {
      starting.remove(trigger.id());
      former = failures.put(trigger.id(), new StartFailure(reason, runtime.clock().nowNanos() + RETRY_NANOS));
    } finally {
      lock.unlock();
    }
    if (former == null || !former.reason().equals(reason)) {
      launcher.journal(trigger).log(LogLevel.ERROR, "failed to start trigger " + trigger.name() + ": " + reason);
    }
  }

  private static void offer(TriggerRunner runner, long sequence, List<TableBatch> tables) {
    List<TableBatch> matching = FlushRows.of(runner.trigger(), tables);
    if (runner.followsLog()) {
      runner.sealed(sequence, matching);
    } else if (!matching.isEmpty()) {
      runner.flushed(new TriggerEvent.Flush(matching));
    }
  }

  private record StartFailure(String reason, long retryNanos) {
    TriggerStatusRow row(Trigger trigger) {
      return TriggerStatusRow.idle(trigger, "failed", reason);
    }
  }
}
