package millrace.plugins;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.TriggerDefinition;
import millrace.plugins.worker.CacheScope;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.PluginWorkers;
import millrace.plugins.worker.TableBatch;
import millrace.plugins.worker.WorkerSpec;
import millrace.wal.SealedInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a runner out of a trigger: reads its plugin, opens its worker, and ties them together.
final class TriggerLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerLauncher.class);

  private final EngineSettings settings;
  private final PluginLoader loader;
  private final PluginWorkers workers;
  private final PluginHost host;
  private final EngineData data;
  private final Supplier<CatalogState> catalog;
  private final EngineRuntime runtime;
  private BiConsumer<Trigger, String> disable = (_, _) -> {};

  TriggerLauncher(
      EngineSettings settings,
      PluginLoader loader,
      PluginWorkers workers,
      PluginHost host,
      EngineData data,
      Supplier<CatalogState> catalog,
      EngineRuntime runtime) {
    this.settings = settings;
    this.loader = loader;
    this.workers = workers;
    this.host = host;
    this.data = data;
    this.catalog = catalog;
    this.runtime = runtime;
  }

  /// What a failed run does to a trigger whose error behaviour is `disable`. Set once, before the first launch.
  void whenDisabled(BiConsumer<Trigger, String> action) {
    disable = action;
  }

  /// The trigger as this node sees it; empty for one that belongs to other nodes or cannot be understood.
  Optional<Trigger> understand(Database database, TriggerDefinition definition) {
    try {
      return Optional.of(Trigger.of(database, definition)).filter(trigger -> trigger.runsOn(settings.nodeId()));
    } catch (MillraceException e) {
      LOG.error("trigger {}/{} cannot be understood: {}", database.name(), definition.name(), e.getMessage());
      return Optional.empty();
    }
  }

  TriggerJournal journal(Trigger trigger) {
    return new TriggerJournal(data.records(), trigger);
  }

  /// Makes a runner, not started yet.
  ///
  /// @param code the plugin, where it has been read already
  /// @param worker the process to go on with; a new one for empty
  /// @throws MillraceException when the kind is not allowed, the plugin cannot be read, or there is no Python
  TriggerRunner launch(Trigger trigger, Optional<PluginCode> code, Optional<PluginWorker> worker) {
    checkAllowed(trigger);
    PluginCode loaded = code.orElseGet(() -> loader.loadForStart(trigger.definition().pluginFile()));
    Optional<DeliveryCursor> cursor = cursor(trigger);
    EventSource source =
        cursor
            .<EventSource>map(known -> new LogFlushes(known, data.log().sealedSequence()))
            .orElseGet(() -> EventSource.of(trigger.spec()));
    int slots = slots(trigger);
    TriggerExecution execution =
        execution(
            trigger,
            loaded,
            host,
            worker.orElseGet(() -> workers.open(spec(trigger, slots, CacheScope.PRODUCTION))));
    Delivery delivery =
        new Delivery(trigger, execution.journal(), data, runtime.clock(), cursor, interval -> rows(trigger, interval));
    return new TriggerRunner(
        execution,
        source,
        delivery,
        runtime,
        new TriggerRunner.Allowance(slots, settings.delivery().attemptsOf(trigger)),
        reason -> disable.accept(trigger, reason));
  }

  /// Events of a trigger in work at once.
  int slots(Trigger trigger) {
    return trigger.definition().runAsynchronous() ? settings.asynchronousLimit() : 1;
  }

  /// A process of its own for a trigger, ended by closing it.
  record Borrowed(TriggerExecution execution) implements AutoCloseable {
    @Override
    public void close() {
      execution.plugin().worker().close();
    }
  }

  /// Starts a process for a trigger beside the one it may have; its local cache is empty.
  ///
  /// @param dryRun present: writes go there, and the global cache is one of its own
  /// @throws MillraceException when the kind is not allowed, the plugin cannot be read, or there is no Python
  Borrowed borrow(Trigger trigger, Optional<DryRunWrites> dryRun) {
    checkAllowed(trigger);
    PluginCode code = loader.loadForStart(trigger.definition().pluginFile());
    PluginHost reached = dryRun.<PluginHost>map(writes -> new DryRunHost(host, writes)).orElse(host);
    CacheScope caches = dryRun.isPresent() ? CacheScope.test("dry run of " + trigger.id()) : CacheScope.PRODUCTION;
    return new Borrowed(execution(trigger, code, reached, workers.open(spec(trigger, 1, caches))));
  }

  private TriggerExecution execution(Trigger trigger, PluginCode code, PluginHost reached, PluginWorker worker) {
    LoadedPlugin plugin = new LoadedPlugin(code, worker);
    return new TriggerExecution(
        trigger, plugin, reached, journal(trigger), runtime.clock(), settings.timeLimits().of(trigger.kind()));
  }

  private void checkAllowed(Trigger trigger) {
    if (!settings.allowedKinds().contains(trigger.kind())) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "server is configured to reject " + trigger.kind().typeName() + " plugin triggers");
    }
  }

  private Optional<DeliveryCursor> cursor(Trigger trigger) {
    return trigger.isAtLeastOnce()
        ? Optional.of(data.positions().cursor(trigger.id(), data.log()::sealedSequence))
        : Optional.empty();
  }

  private List<TableBatch> rows(Trigger trigger, SealedInterval interval) {
    return FlushRows.of(trigger, FlushRows.ofDatabase(trigger.databaseId(), interval.batches(), catalog.get()));
  }

  private WorkerSpec spec(Trigger trigger, int slots, CacheScope caches) {
    return new WorkerSpec(trigger.database(), trigger.name(), slots, Map.of(), settings.workerLimits(), caches);
  }
}
