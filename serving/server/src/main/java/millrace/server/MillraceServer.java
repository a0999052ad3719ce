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
import millrace.flight.FlightService;
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
import millrace.query.MemoryPool;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryWorkers;
import millrace.query.catalog.RunningQueries;
import millrace.query.continuous.RunTimes;
import millrace.server.auth.OfflineToken;
import millrace.server.auth.TokenEndpoints;
import millrace.server.auth.TokenGate;
import millrace.server.auth.Tokens;
import millrace.server.backup.BackupEndpoints;
import millrace.server.backup.BackupSessions;
import millrace.server.config.HumanDuration;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.endpoint.CacheEndpoints;
import millrace.server.endpoint.DatabaseEndpoints;
import millrace.server.endpoint.DeleteEndpoint;
import millrace.server.endpoint.EngineEndpoints;
import millrace.server.endpoint.ProductVersion;
import millrace.server.endpoint.QuerySlots;
import millrace.server.endpoint.StatusEndpoints;
import millrace.server.endpoint.TriggerRunEndpoints;
import millrace.server.endpoint.V1QueryEndpoint;
import millrace.server.endpoint.V1WriteEndpoint;
import millrace.server.endpoint.V3QueryEndpoints;
import millrace.server.endpoint.WriteEndpoints;
import millrace.server.http.HttpListener;
import millrace.server.http.HttpService;
import millrace.server.http.Router;
import millrace.server.http.TlsIdentity;
import millrace.server.subscription.Subscriptions;
import millrace.server.system.NodeFacts;
import millrace.server.system.QueryLog;
import millrace.server.system.StoredFiles;
import millrace.server.system.SystemRelations;
import millrace.server.write.WritePath;
import millrace.sql.SqlEngine;
import millrace.sql.SqlLimits;
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
  private final HttpListener listener;
  private final Optional<HttpListener> recovery;

  private MillraceServer(ServerOptions options, Map<String, String> environment, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.environment = environment;
    this.listener = listen(options.get(ServeSettings.HTTP_BIND));
    this.recovery = options.access().recovery().map(this::listen);
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
    return listener.address();
  }

  /// Where the recovery endpoint listens.
  public Optional<InetSocketAddress> recoveryAddress() {
    return recovery.map(HttpListener::address);
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
    listener.drain(options.get(ServeSettings.SHUTDOWN_TIMEOUT));
    recovery.ifPresent(HttpListener::close);
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
        new SystemRelations.Shown(options.access().enabled(), firstFileSeconds()));
    TableSource tables = readTables(store);
    QueryAccess access = new QueryAccess(catalog, tables, system, new CacheRelations(caches), clock);
    SqlEngine sql = closing(new SqlEngine(cacheFolder(), access::relations, sqlLimits()));
    RunTimes runTimes = new StoredRunTimes(objects, options.nodeId() + "/continuous-queries/last-runs");
    InfluxQl influxql = InfluxQl.open(
        new InfluxQl.Parts(catalog, store, tables, writes), subscriptions::statistics, runTimes, VERSION, runningQueries(), engineOptions(), clock);
    host.become(new ServerPluginHost(catalog, writes, sql, influxql.executor(), queryLimits(), clock));

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
    serve(catalog, store, backups, caches, objects, writes, queries, influxql.executor(), sql, engine);
    if (!options.get(ServeSettings.CONTINUOUS_QUERIES_OFF)) {
      closing(ContinuousQueryTimer.start(influxql.continuous(), options.get(ServeSettings.CONTINUOUS_QUERY_INTERVAL)));
    }
  }

  private void serve(
      Catalog catalog,
      Store store,
      BackupSessions backups,
      ValueCaches caches,
      ObjectStore objects,
      WritePath writes,
      QueryLog queries,
      QueryExecutor influxql,
      SqlEngine sql,
      ProcessingEngine engine) {
    QuerySlots slots = new QuerySlots(options.settings().given(ServeSettings.MAX_CONCURRENT_QUERIES).map(Math::toIntExact));
    TokenEndpoints tokens = new TokenEndpoints(new Tokens(catalog, clock));
    new WriteEndpoints(writes).addTo(router);
    TokenGate gate = new TokenGate(catalog::state, clock, options.access().enabled(), options.access().open());
    new V1WriteEndpoint(writes, catalog::state, VERSION).addTo(router);
    QueryLimits limits = queryLimits();
    long maxRows = options.get(ServeSettings.MAX_ROWS);
    new V1QueryEndpoint(influxql, limits, maxRows, slots, queries, clock, VERSION).addTo(router);
    new DeleteEndpoint(catalog::state, store).addTo(router);
    new V3QueryEndpoints(influxql, sql::query, catalog::state, limits, slots, queries, clock).addTo(router);
    new DatabaseEndpoints(catalog, options.get(ServeSettings.HARD_DELETE_DEFAULT), clock).addTo(router);
    new CacheEndpoints(catalog, caches::follow, clock).addTo(router);
    new EngineEndpoints(engine).addTo(router);
    new BackupEndpoints(backups, options.nodeId()).addTo(router);
    new TriggerRunEndpoints(engine).addTo(router);
    tokens.addTo(router);
    warnAboutAccess(catalog);
    recovery.ifPresent(port -> port.serve((request, response) ->
        tokens.recover(request, response, () -> Thread.ofVirtual().start(port::close))));
    HttpService service = new HttpService(catalog.state().uuid(), gate, router);
    Metrics metrics = new Metrics(service, writes, queries, catalog, store, engine);
    new StatusEndpoints(VERSION, () -> answers(objects), metrics::text, clock).addTo(router);
    FlightEngines engines = new FlightEngines(influxql, sql, limits, slots, queries, clock);
    int longestMessage = Math.toIntExact(options.get(ServeSettings.MAX_REQUEST_BYTES));
    listener.serveGrpc(new LazyFlight(() -> new FlightService(engines, new FlightGate(gate), longestMessage)));
    listener.serve(service);
    Thread.ofPlatform().name("sql-warm-up").daemon().start(() -> warmUp(sql));
  }

  /// Where SQL cannot be opened everything else still works, and each SQL query says why it fails.
  private static void warmUp(SqlEngine sql) {
    try {
      sql.warmUp();
    } catch (MillraceException unavailable) {
      LOG.warn("SQL is not available: {}", unavailable.getMessage());
    }
  }

  private static boolean answers(ObjectStore objects) {
    try {
      objects.get("ready-probe");
      return true;
    } catch (MillraceException unavailable) {
      return false;
    }
  }

  private NodeFacts nodeFacts(Catalog catalog) {
    return new NodeFacts(
        options.nodeId(), 0, catalog.state().uuid(), Runtime.getRuntime().availableProcessors(), clock.nowNanos(), "{}");
  }

  private long firstFileSeconds() {
    return HumanDuration.parse(options.get(ServeSettings.GEN1_DURATION)).toSeconds();
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
    } else if (TokenGate.isUnclaimed(catalog.state()) && !listener.address().getAddress().isLoopbackAddress()) {
      LOG.warn("neither an admin token nor an administrator exists yet: whoever reaches this port first can create one");
    }
  }

  private HttpListener listen(InetSocketAddress address) {
    Optional<TlsIdentity> tls = options.settings().given(ServeSettings.TLS_CERT).map(certificate -> TlsIdentity.load(
        certificate,
        options.settings().given(ServeSettings.TLS_KEY).orElseThrow(),
        options.get(ServeSettings.TLS_MINIMUM_VERSION)));
    return new HttpListener(address, Math.toIntExact(options.get(ServeSettings.MAX_REQUEST_BYTES)), tls);
  }

  /// What queries read.
  private TableSource readTables(Store store) {
    return options.settings().given(ServeSettings.QUERY_FILE_LIMIT)
        .<TableSource>map(most -> new FileLimit(store, most))
        .orElse(store);
  }

  private SqlLimits sqlLimits() {
    SqlLimits standard = SqlLimits.standard();
    long memory = Math.max(SqlLimits.LEAST_BYTES, options.get(ServeSettings.QUERY_MEMORY));
    int threads = options.settings().given(ServeSettings.QUERY_THREADS).map(Math::toIntExact).orElse(standard.threads());
    return new SqlLimits(memory, threads, standard.timeoutMillis());
  }

  private RunningQueries runningQueries() {
    return new RunningQueries(options.get(ServeSettings.QUERY_TIMEOUT), options.get(ServeSettings.LOG_QUERIES_AFTER));
  }

  /// InfluxQL lives on the heap, so it gets a part of that even where the setting would allow more.
  private EngineOptions engineOptions() {
    long most = Runtime.getRuntime().maxMemory() / 5 * 2;
    return new EngineOptions(
        new MemoryPool(Math.clamp(options.get(ServeSettings.QUERY_MEMORY), 1, most)),
        closing(new QueryWorkers(Runtime.getRuntime().availableProcessors())));
  }

  private QueryLimits queryLimits() {
    return new QueryLimits(
        options.get(ServeSettings.MAX_SELECT_POINTS),
        options.get(ServeSettings.MAX_SELECT_SERIES),
        options.get(ServeSettings.MAX_SELECT_BUCKETS));
  }

  private Path cacheFolder() {
    return PythonOptions.defaultCacheFolder(environment);
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.push(part);
    return part;
  }
}
