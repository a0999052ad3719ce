package millrace.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.columns.TableReader;
import millrace.columns.TableSource;
import millrace.columns.WriteBatch;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.plugins.SystemTables.TriggerStatusRow;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PluginCall;

/// An engine on a real catalog in memory, with time, threads and Python under the test's hand. Database `db` exists, and
/// so does the plugin `p.py`.
final class EngineHarness implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-20T12:00:03.250Z");

  final Path plugins;
  final ManualTime time = new ManualTime(START);
  final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
  final Catalog catalog = Catalog.open(store, "node/catalog");
  final FakeWorkers workers = new FakeWorkers();
  final FakeHost host = new FakeHost();
  final FakeLog log = new FakeLog();
  TableSource history = EngineHarness::nothing;
  ProcessingEngine engine;
  private final UnaryOperator<EngineSettings> settings;
  private volatile CountDownLatch dying = new CountDownLatch(1);

  EngineHarness(Path folder) {
    this(folder, UnaryOperator.identity());
  }

  EngineHarness(Path folder, UnaryOperator<EngineSettings> settings) {
    this.plugins = folder;
    this.settings = settings;
    createDatabase("db");
    file("p.py", "pass\n");
    restart();
  }

  /// A new engine on what the old one left in the store.
  void restart() {
    if (engine != null) {
      close();
    }
    EngineRuntime runtime = time.runtime();
    EngineSettings given = settings.apply(EngineSettings.off("node").withPluginDirectory(plugins));
    engine =
        new ProcessingEngine(
            given,
            catalog,
            host,
            new Python(workers, new NoPackages()),
            EngineData.open(store, "node/processing-engine", given.delivery(), log, history, runtime),
            runtime);
    engine.start();
  }

  void createDatabase(String name) {
    catalog.apply(new DatabaseCommand.CreateDatabase(name, PolicySettings.autogen(0)));
  }

  void file(String path, String content) {
    try {
      Path file = plugins.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NewTrigger trigger(String name, String specification) {
    return new NewTrigger(
        "db", name, "p.py", specification, false, ErrorBehavior.LOG, Optional.empty(), false);
  }

  static NewTrigger asynchronous(NewTrigger trigger) {
    return new NewTrigger(
        trigger.database(), trigger.name(), trigger.pluginFile(), trigger.specification(), true,
        trigger.errorBehavior(), trigger.arguments(), trigger.disabled());
  }

  static NewTrigger on(NewTrigger trigger, ErrorBehavior behavior) {
    return new NewTrigger(
        trigger.database(), trigger.name(), trigger.pluginFile(), trigger.specification(),
        trigger.runAsynchronous(), behavior, trigger.arguments(), trigger.disabled());
  }

  static NewTrigger atLeastOnce(NewTrigger trigger) {
    return new NewTrigger(
        trigger.database(), trigger.name(), trigger.pluginFile(), trigger.specification(), trigger.runAsynchronous(),
        trigger.errorBehavior(), trigger.arguments(), trigger.disabled(), "at-least-once", trigger.nodes());
  }

  static TableReader nothing(long tableId) {
    throw new IllegalStateException("no test reads history here");
  }

  /// Runs what waits on another thread, until a plugin is in the middle of [#die].
  void runUntilDeath() {
    Thread.ofVirtual().start(time::runTasks);
    await(dying);
    dying = new CountDownLatch(1);
  }

  /// What a plugin does in whose run the server is killed: it never returns.
  CallOutcome die() {
    dying.countDown();
    await(new CountDownLatch(1));
    throw new IllegalStateException("unreachable");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The engine is gone without having stored anything more; what runs later comes to nothing.
  void crash() {
    time.dropAll();
    engine = null;
    restart();
  }

  void create(NewTrigger trigger) {
    engine.createTrigger(trigger);
  }

  /// One flush with a row in each of the given tables of `db`.
  void flush(String... tables) {
    flushBatches(batch("db", "autogen", tables));
  }

  void flushBatches(WriteBatch... batches) {
    engine.onFlush(log.seal(batches));
  }

  WriteBatch batch(String database, String policy, String... tables) {
    Database owner = catalog.state().requireDatabase(database);
    Map<String, Integer> rows = new LinkedHashMap<>();
    List.of(tables).forEach(table -> rows.merge(table, 1, Integer::sum));
    return Flushes.batch(owner.id(), owner.requirePolicy(policy).id(), database, rows);
  }

  /// The tables of each call of a write trigger, as `a` or `a,b`.
  List<String> tables(String trigger) {
    List<String> calls = new ArrayList<>();
    for (var call : workers.calls(trigger)) {
      PluginCall.WriteCall write = (PluginCall.WriteCall) call.call();
      calls.add(String.join(",", write.tables().stream().map(table -> table.table()).toList()));
    }
    return calls;
  }

  /// The instants of each call of a scheduled trigger.
  List<Instant> instants(String trigger) {
    return workers.calls(trigger).stream()
        .map(call -> Instant.ofEpochSecond(0, ((PluginCall.ScheduledCall) call.call()).instantNanos()))
        .toList();
  }

  /// Sends a request; the reply comes once the engine has run its tasks.
  CompletableFuture<HttpReply> send(String path) {
    PluginCall.RequestCall request = new PluginCall.RequestCall(Map.of(), Map.of(), new byte[0]);
    return engine.send(path, request);
  }

  static String body(CompletableFuture<HttpReply> reply) {
    HttpReply now = reply.getNow(new HttpReply(0, List.of(), new byte[0]));
    return now.status() + " " + new String(now.body(), StandardCharsets.UTF_8);
  }

  /// The log rows of `db`, as `LEVEL text`.
  List<String> logs() {
    return engine.tables().logs("db").stream().map(row -> row.level() + " " + row.text()).toList();
  }

  TriggerStatusRow status(String trigger) {
    return engine.tables().triggerStatus("db").stream()
        .filter(row -> row.trigger().equals(trigger))
        .findFirst()
        .orElseThrow();
  }

  void advance(Duration duration) {
    time.advance(duration);
  }

  /// Tasks that wait are run first: closing waits for events in work.
  @Override
  public void close() {
    time.runTasks();
    engine.close();
  }

  static final class NoPackages implements PluginPackages {
    @Override
    public InstallOutcome install(List<String> packages) {
      return new InstallOutcome.Installed(String.join(" ", packages));
    }

    @Override
    public InstallOutcome installRequirements(String location) {
      return new InstallOutcome.Installed(location);
    }
  }
}
