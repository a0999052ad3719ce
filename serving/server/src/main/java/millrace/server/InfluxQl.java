package millrace.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.columns.SeriesKey;
import millrace.columns.TableSource;
import millrace.query.EngineOptions;
import millrace.query.QueryExecutor;
import millrace.query.catalog.CatalogExecutor;
import millrace.query.catalog.DataDeletion;
import millrace.query.catalog.RunningQueries;
import millrace.query.catalog.ServerDiagnostics;
import millrace.query.catalog.ServerDiagnostics.Module;
import millrace.query.catalog.ShardDirectory;
import millrace.query.continuous.ContinuousQueries;
import millrace.query.continuous.RunTimes;
import millrace.query.executor.StatementExecutor;
import millrace.server.endpoint.ProductVersion;
import millrace.server.write.IntoWriter;
import millrace.server.write.WritePath;
import millrace.store.SeriesSelection;
import millrace.store.Store;

/// Puts the InfluxQL engine together: what it asks of store and server, led there.
///
/// @param executor runs statements
/// @param continuous runs the catalog's continuous queries, by the same executor
record InfluxQl(QueryExecutor executor, ContinuousQueries continuous) {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// What statements read and change.
  record Parts(Catalog catalog, Store store, TableSource tables, WritePath writes) {}

  /// @param copies what SHOW STATS says of subscriptions
  /// @param runTimes where last runs of continuous queries outlast the process
  static InfluxQl open(
      Parts parts,
      Supplier<List<Module>> copies,
      RunTimes runTimes,
      ProductVersion version,
      RunningQueries running,
      EngineOptions engine,
      Clock clock) {
    Catalog catalog = parts.catalog;
    Store store = parts.store;
    ShardDirectory shards = policyId -> store.shards(policyId).stream()
        .map(shard -> new ShardDirectory.ShardEntry(shard.id(), shard.span()))
        .toList();
    Diagnostics diagnostics = new Diagnostics(version, copies, clock);
    CatalogExecutor statements =
        new CatalogExecutor(catalog, store, new StoreDeletion(store), shards, running, diagnostics, clock);
    QueryExecutor executor = running.noting(
        new StatementExecutor(catalog::state, parts.tables, new IntoWriter(parts.writes), statements, engine), clock);
    ContinuousQueries continuous = new ContinuousQueries(catalog::state, executor, runTimes, clock);
    diagnostics.continuous = continuous::statistics;
    return new InfluxQl(executor, continuous);
  }

  /// Deletions, handed to the store.
  private record StoreDeletion(Store store) implements DataDeletion {
    @Override
    public void deleteRows(long tableId, TimeSpan span) {
      store.delete(tableId, new SeriesSelection.All(), span);
    }

    @Override
    public void deleteRows(long tableId, Set<SeriesKey> series, TimeSpan span) {
      store.delete(tableId, new SeriesSelection.Keys(series), span);
    }

    @Override
    public void dropTable(long tableId) {
      store.dropTable(tableId);
    }

    @Override
    public void dropPolicy(long policyId) {
      store.dropPolicy(policyId);
    }

    @Override
    public void dropDatabase(long databaseId) {
      store.dropDatabase(databaseId);
    }

    @Override
    public void dropShard(long shardId) {
      store.dropShard(shardId);
    }
  }

  /// What SHOW DIAGNOSTICS says of this process.
  private static final class Diagnostics implements ServerDiagnostics {
    private final ProductVersion version;
    private final Supplier<List<Module>> copies;
    private final Clock clock;
    private final long startNanos;
    /// Set once, before the first statement runs.
    private volatile Supplier<List<Module>> continuous = List::of;

    Diagnostics(ProductVersion version, Supplier<List<Module>> copies, Clock clock) {
      this.version = version;
      this.copies = copies;
      this.clock = clock;
      this.startNanos = clock.nowNanos();
    }

    @Override
    public List<Module> statistics() {
      Runtime runtime = Runtime.getRuntime();
      TreeMap<String, Object> values = new TreeMap<>();
      values.put("HeapInUse", runtime.totalMemory() - runtime.freeMemory());
      values.put("HeapSys", runtime.totalMemory());
      List<Module> modules = new ArrayList<>(continuous.get());
      modules.addAll(copies.get());
      modules.add(new Module("runtime", new TreeMap<>(), values));
      return modules;
    }

    @Override
    public List<Module> diagnostics() {
      TreeMap<String, Object> build = new TreeMap<>();
      build.put("Version", version.version());
      build.put("Commit", version.revision());
      build.put("Branch", "");
      build.put("Build Time", "");
      TreeMap<String, Object> system = new TreeMap<>();
      system.put("PID", ProcessHandle.current().pid());
      system.put("uptime", (clock.nowNanos() - startNanos) / NANOS_PER_SECOND + "s");
      return List.of(new Module("build", new TreeMap<>(), build), new Module("system", new TreeMap<>(), system));
    }
  }
}
