package millrace.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.columns.TableSource;
import millrace.ingest.LineProtocol;
import millrace.objectstore.Lease;
import millrace.objectstore.LeaseHolder;
import millrace.objectstore.LeaseTimer;
import millrace.objectstore.ObjectStore;
import millrace.plugins.EmbeddedPython;
import millrace.plugins.EngineData;
import millrace.plugins.EngineRuntime;
import millrace.plugins.EngineSettings;
import millrace.plugins.ProcessingEngine;
import millrace.plugins.Python;
import millrace.plugins.worker.PackageMode;
import millrace.plugins.worker.PythonOptions;
import millrace.query.EngineOptions;
import millrace.query.QueryWorkers;
import millrace.query.continuous.RunTimes;
import millrace.server.auth.OfflineToken;
import millrace.server.auth.TokenGate;
import millrace.server.auth.Tokens;
import millrace.server.backup.BackupSessions;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.endpoint.ProductVersion;
import millrace.server.http.Router;
import millrace.server.subscription.Subscriptions;
import millrace.server.system.NodeFacts;
import millrace.server.system.QueryLog;
import millrace.server.system.StoredFiles;
import millrace.server.system.SystemRelations;
import millrace.server.write.WritePath;
import millrace.sql.SqlEngine;
import millrace.store.Housekeeping;
import millrace.store.Store;
import millrace.store.caches.ValueCaches;
import millrace.wal.IntervalTimer;
import millrace.wal.ReplayReport;
import millrace.wal.SegmentHold;
import millrace.wal.Wal;
import millrace.wal.WalOwner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one composition root: builds the whole server by calling constructors, in the order data meets the parts, and
/// closes it in reverse. The port is bound first, so that whoever asks early hears 503 instead of nothing.
///
/// Threads: construction and closing are one thread's; between them the server runs by itself.
public final class MillraceServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server");
  private static final ProductVersion VERSION = ProductVersion.CURRENT;
  private static final Duration HOUSEKEEPING_PAUSE = Duration.ofSeconds(1);

  private final ServerOptions options;
  private final Clock clock;
  private final Map<String, String> environment;
  /// Everything to close, the last one first.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Void> takenOver = new CompletableFuture<>();
  private final Router router = new Router();
  private final Listeners listeners;

  private MillraceServer(ServerOptions options, Map<String, String> environment, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.environment = environment;
    this.listeners = new Listeners(options);
  }

  /// Starts a server; returns when it answers.
  ///
  /// @param environment variables that plugins' processes inherit
  /// @throws MillraceException naming what could not be opened; nothing stays open then
  public static MillraceServer start(ServerOptions options, Map<String, String> environment, Clock clock) {
    long startNanos = clock.nowNanos();
    MillraceServer server = new MillraceServer(options, environment, clock);
    try {
      server.build();
    } catch (RuntimeException | Error failure) {
      server.close();
      throw failure;
    }
    InetSocketAddress address = server.address();
    LOG.info("startup time: {}ms address={}:{}", (clock.nowNanos() - startNanos) / 1_000_000,
        address.getAddress().getHostAddress(), address.getPort());
    return server;
  }

  /// Where it listens, with the real port.
  public InetSocketAddress address() {
    return listeners.address();
  }

  /// Where the recovery endpoint listens.
  public Optional<InetSocketAddress> recoveryAddress() {
    return listeners.recoveryAddress();
  }

  /// Runs `action` when another process has taken over this node: this one refuses writes from then on, its answers may
  /// be out of date, and it is to be closed.
  public void whenTakenOver(Runnable action) {
    takenOver.thenRun(action);
  }

  /// What it answers to.
  List<Router.Route> routes() {
    return router.routes();
  }

  /// Takes no more requests, lets running ones end, makes everything durable. Twice is harmless.
  @Override
  public void close() {
    listeners.close();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        LOG.error("closing a part of the server failed", failure);
      }
    }
  }

  private void build() {
    LOG.info("InfluxDB 3 Core server starting, server starting node_id={} git_hash={} version={} num_cpus={}",
        options.nodeId(), VERSION.revision(), VERSION.version(), Runtime.getRuntime().availableProcessors());
    options.warnings().forEach(LOG::warn);
    ObjectStore objects = closing(ObjectStores.openToWrite(options));
    Lease lease = closing(Lease.take(
        objects, options.nodeId(), LeaseHolder.ofThisProcess(), Lease.Terms.DEFAULT, LeaseTimer.system()));
    lease.whenLost(() -> takenOver.complete(null));
    Catalog catalog = Catalog.open(objects, options.nodeId() + "/catalog/v3");
    LOG.info("catalog initialized catalog_uuid={}", catalog.state().uuid());

    Store store = closing(new Store(objects, new CatalogSchema(catalog, clock), StorageOptions.store(options)));
    if (lease.epoch() > 1 && objects.locks().isEmpty()) {
      store.claim();
    }
    ValueCaches caches = new ValueCaches(catalog::state, store, clock);
    store.onRemoved(caches);
    Subscriptions subscriptions = closing(new Subscriptions(catalog::state));
    Wal wal = closing(new Wal(
        objects, new WalOwner(options.nodeId(), lease.epoch(), UUID.randomUUID()), StorageOptions.log(options), clock,
        closing(new IntervalTimer()), appended -> {
          store.apply(appended.batch(), appended.sequence(), appended.position());
          caches.written(appended.batch());
        }));
    LineProtocol lines = new LineProtocol(catalog, CatalogSchema.fieldTypes(store), StorageOptions.schema(options), clock);
    WritePath writes = new WritePath(lines, wal);

    EngineRuntime runtime = EngineRuntime.system();
    EngineSettings settings = millrace.server.EngineOptions.settings(options);
    EngineData data = closing(EngineData.open(
        objects, options.nodeId() + "/processing-engine", settings.delivery(), wal, store, runtime));
    LateHost host = new LateHost();
    ProcessingEngine engine =
        closing(new ProcessingEngine(settings, catalog, host, python(), data, runtime));
    QueryLog queries = new QueryLog(Math.toIntExact(options.get(ServeSettings.QUERY_LOG_ENTRIES)), clock);
    SystemRelations system = new SystemRelations(
        catalog, engine.tables(), queries, StoredFiles.of(store), nodeFacts(catalog),
        new SystemRelations.Shown(options.access().enabled(), StorageOptions.firstFileSeconds(options, catalog)));
    TableSource tables = QueryOptions.readable(options, store);
    QueryAccess access = new QueryAccess(catalog, tables, system, new CacheRelations(caches), clock);
    SqlEngine sql = closing(new SqlEngine(cacheFolder(), access::relations, QueryOptions.sql(options)));
    RunTimes runTimes = new StoredRunTimes(objects, options.nodeId() + "/continuous-queries/last-runs");
    InfluxQl influxql = InfluxQl.open(
        new InfluxQl.Parts(catalog, store, tables, writes), subscriptions::statistics, runTimes, VERSION,
        QueryOptions.running(options),
        new EngineOptions(
            QueryOptions.heap(options), closing(new QueryWorkers(Runtime.getRuntime().availableProcessors()))),
        clock);
    host.become(new ServerPluginHost(catalog, writes, sql, influxql.executor(), QueryOptions.influxql(options), clock));

    replay(wal, store.firstNeededSegment());
    wal.hold(new SegmentHold(engine::neededFrom, settings.delivery().heldLogBytes()));
    store.onCovered(wal::trim);
    closing(Housekeeping.start(store, clock, HOUSEKEEPING_PAUSE));
    closing(DeletionSweep.start(
        catalog, store, options.get(ServeSettings.DELETE_GRACE_PERIOD), clock, HOUSEKEEPING_PAUSE));
    closing(CacheUpkeep.start(caches, options.get(ServeSettings.LAST_CACHE_EVICTION),
        options.get(ServeSettings.DISTINCT_CACHE_EVICTION)));
    wal.addListener(subscriptions);
    wal.addListener(engine);
    engine.start();
    loadOfflineToken(catalog);
    BackupSessions backups = closing(new BackupSessions(catalog, store, clock));
    warnAboutAccess(catalog);
    Endpoints.Parts parts = new Endpoints.Parts(
        catalog, store, objects, caches, writes, queries, influxql.executor(), sql, engine, backups);
    listeners.serve(new Endpoints(options, parts, router, clock));
    Thread.ofPlatform().name("sql-warm-up").daemon().start(() -> warmUp(sql));
    if (!options.get(ServeSettings.CONTINUOUS_QUERIES_OFF)) {
      closing(ContinuousQueryTimer.start(influxql.continuous(), options.get(ServeSettings.CONTINUOUS_QUERY_INTERVAL)));
    }
  }

  /// Where SQL cannot be opened everything else still works, and each SQL query says why it fails.
  private static void warmUp(SqlEngine sql) {
    try {
      sql.warmUp();
    } catch (MillraceException unavailable) {
      LOG.warn("SQL is not available: {}", unavailable.getMessage());
    }
  }

  private NodeFacts nodeFacts(Catalog catalog) {
    return new NodeFacts(
        options.nodeId(), 0, catalog.state().uuid(), Runtime.getRuntime().availableProcessors(), clock.nowNanos(), "{}");
  }

  private void replay(Wal wal, long fromSegment) {
    ReplayReport report = wal.start(fromSegment);
    if (report.segments() > 0) {
      LOG.info("replayed {} WAL files, {} batches, {} rows", report.segments(), report.batches(), report.rows());
    }
    report.damage().forEach(damage -> LOG.warn("Skipping corrupt WAL file: {}", damage));
    wal.whenFenced(() -> takenOver.complete(null));
  }

  private Python python() {
    Optional<Path> folder = options.settings().given(ServeSettings.PLUGIN_DIR);
    if (folder.isEmpty()) {
      return NoPython.python();
    }
    EmbeddedPython.Options usual = EmbeddedPython.Options.defaults(folder.get().toAbsolutePath(), environment);
    PackageMode mode = options.get(ServeSettings.PACKAGES_OFF)
        ? PackageMode.DISABLED
        : PackageMode.parse(options.get(ServeSettings.PACKAGE_MANAGER)).orElse(PackageMode.DISCOVER);
    EmbeddedPython.Options chosen = new EmbeddedPython.Options(
        usual.pluginDirectory(),
        usual.python(),
        Optional.ofNullable(environment.get("MILLRACE_HOME")).filter(text -> !text.isEmpty()).map(Path::of),
        options.settings().given(ServeSettings.VIRTUAL_ENV).or(usual::virtualEnvironment),
        mode,
        usual.cacheFolder(),
        options.get(ServeSettings.PLUGIN_SANDBOX),
        environment);
    return closing(EmbeddedPython.start(chosen, clock)).python();
  }

  private void loadOfflineToken(Catalog catalog) {
    options.access().tokenFile().ifPresent(file -> OfflineToken.load(file, new Tokens(catalog, clock)));
  }

  private void warnAboutAccess(Catalog catalog) {
    if (!options.access().enabled()) {
      LOG.warn("server started without auth (`--without-auth` switch), all token creation and regeneration of admin token"
          + " endpoints are disabled");
    } else if (TokenGate.isUnclaimed(catalog.state()) && !listeners.address().getAddress().isLoopbackAddress()) {
      LOG.warn("neither an admin token nor an administrator exists yet: whoever reaches this port first can create one");
    }
  }

  private Path cacheFolder() {
    return PythonOptions.defaultCacheFolder(environment);
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.push(part);
    return part;
  }
}
