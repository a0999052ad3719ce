package millrace.plugins;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PluginCall;
import millrace.wal.FlushListener;
import millrace.wal.SealedInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything a server does with plugins: the face of this module, one method for each HTTP endpoint.
///
/// Errors are [millrace.base.MillraceException]s whose message is the response body to the letter. Codes map to HTTP
/// as everywhere: INVALID_ARGUMENT 400, FORBIDDEN 403, NOT_FOUND 404, ALREADY_EXISTS and CONFLICT 409, PLUGIN_FAILED and
/// INTERNAL 500.
///
/// Threads: any. Methods that change triggers or files block for the catalog's put, for the file system, for fetching a
/// `gh:` plugin (10 s at most), and those that stop a trigger for its running call to end (5 s at most).
public final class ProcessingEngine implements FlushListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessingEngine.class);
  private static final long FOLLOW_NANOS = 1_000_000_000L;
  private static final long SAVE_NANOS = 10_000_000_000L;

  private final Catalog catalog;
  private final PluginPackages packages;
  private final EngineData data;
  private final EngineRuntime runtime;
  private final PluginFiles files;
  private final PluginLoader loader;
  private final TriggerDispatcher dispatcher;
  private final TestWorkers testWorkers;
  private final PluginTester tester;
  private final EngineTables tables;
  private final TriggerAdministration administration;
  private final ManualRuns manualRuns;
  private final ReplayWork replayWork;

  /// Read and written by [#follow] alone.
  private long nextSaveNanos;

  private volatile boolean closed;

  /// Starts nothing yet; [#start] does.
  ///
  /// @param data closed with the engine
  /// @param runtime its clock is closed with the engine
  public ProcessingEngine(
      EngineSettings settings,
      Catalog catalog,
      PluginHost host,
      Python python,
      EngineData data,
      EngineRuntime runtime) {
    this.catalog = catalog;
    this.packages = python.packages();
    this.data = data;
    this.runtime = runtime;
    this.files = new PluginFiles(settings.pluginDirectory());
    this.loader = new PluginLoader(files, remotePlugins(settings));
    TriggerLauncher launcher =
        new TriggerLauncher(settings, loader, python.workers(), host, data, catalog::state, runtime);
    this.dispatcher = new TriggerDispatcher(launcher, runtime);
    this.administration = new TriggerAdministration(settings, catalog, files, loader, dispatcher);
    launcher.whenDisabled(administration::disableForError);
    this.manualRuns = new ManualRuns(administration, dispatcher, launcher, data, runtime);
    this.replayWork =
        new ReplayWork(
            launcher, data, runtime, settings.delivery().attempts().orElse(RetryPolicy.ASYNCHRONOUS_ATTEMPTS));
    this.testWorkers = new TestWorkers(python.workers(), settings.workerLimits(), runtime);
    this.tester = new PluginTester(testWorkers, host, catalog, runtime, settings.timeLimits());
    this.tables = new EngineTables(catalog, dispatcher, data, files);
  }

  /// Starts every enabled trigger. One that cannot be started is logged and tried again every 30 seconds. Does nothing
  /// without a plugin directory.
  public void start() {
    if (files.isConfigured()) {
      follow();
    }
  }

  /// The first segment of the log that triggers still need; [Long#MAX_VALUE] for none. Returns at once.
  public long neededFrom() {
    return data.neededFrom();
  }

  /// Hands the rows of one interval to the triggers that want them. Never waits for a plugin.
  @Override
  public void onFlush(SealedInterval interval) {
    dispatcher.flushed(interval, catalog.state());
  }

  @Override
  public void onMissed(long firstSequence, long lastSequence) {
    LOG.warn("triggers missed flushes {} to {}: they could not be read back in time", firstSequence, lastSequence);
  }

  /// Makes running triggers follow the catalog, after a database was dropped or another node changed it. Also done each
  /// second.
  public void catalogChanged() {
    if (files.isConfigured() && !closed) {
      dispatcher.follow(catalog::state);
    }
  }

  /// `POST /api/v3/configure/processing_engine_trigger`. The trigger runs when this returns, or has a reason in its
  /// status.
  public void createTrigger(NewTrigger request) {
    administration.create(request);
  }

  /// `PATCH /api/v3/configure/processing_engine_trigger`. An enabled trigger is started anew: what runs is cancelled, and
  /// with delivery `newest` what waits is gone. Its cache lives on, unless the trigger becomes synchronous or asynchronous.
  public void changeTrigger(TriggerChange change) {
    administration.change(change);
  }

  /// `DELETE /api/v3/configure/processing_engine_trigger`.
  public void deleteTrigger(String database, String trigger, boolean force) {
    administration.delete(database, trigger, force);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/enable`. Nothing happens to a trigger that is enabled.
  public void enableTrigger(String database, String trigger) {
    administration.enable(database, trigger);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/disable`. The run under way is cancelled, the trigger's cache is
  /// gone. Nothing happens to a trigger that is disabled.
  public void disableTrigger(String database, String trigger) {
    administration.disable(database, trigger);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/run`: runs a scheduled trigger for the present moment, whether it
  /// is enabled or not. Blocks until it has run.
  public RunReport runTrigger(String database, String trigger) {
    return manualRuns.runNow(database, trigger);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/dead_letters/replay`: runs dead letters again, oldest first, until
  /// one fails. Blocks until they have run.
  ///
  /// @param id one of them; empty for all of the trigger
  public DeadLetterReport replayDeadLetters(String database, String trigger, OptionalLong id) {
    return manualRuns.replay(database, trigger, id);
  }

  /// `DELETE /api/v3/configure/processing_engine_trigger/dead_letters`.
  ///
  /// @param id one of them; empty for all of the trigger
  /// @return how many were removed
  public int deleteDeadLetters(String database, String trigger, OptionalLong id) {
    return manualRuns.delete(database, trigger, id);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/replay`: begins to run a write plugin over stored history, whether
  /// its trigger is enabled or not. Returns at once.
  public ReplayReport replayTrigger(String database, String trigger, TimeSpan span, boolean dryRun) {
    Trigger found = administration.require(database, trigger);
    if (found.kind() != TriggerKind.WRITES) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "trigger '" + trigger + "' is not a write trigger: '" + found.spec().text() + "'; only 'table:' and 'all_tables'"
              + " triggers can be replayed");
    }
    return data.replays().begin(replayWork, found, catalog.state(), span, dryRun);
  }

  /// `POST /api/v3/configure/processing_engine_trigger/replay/resume`: goes on with a replay that did not finish.
  public ReplayReport resumeReplay(long id) {
    ReplayReport report = data.replays().require(id);
    Trigger trigger = administration.require(report.database(), report.trigger());
    return data.replays().resume(replayWork, trigger, catalog.state(), id);
  }

  /// `DELETE /api/v3/configure/processing_engine_trigger/replay`: ends a replay; it can be resumed.
  public void cancelReplay(long id) {
    data.replays().cancel(id);
  }

  /// `GET /api/v3/configure/processing_engine_trigger/replay`: how far a replay is.
  public ReplayReport replay(long id) {
    return data.replays().require(id);
  }

  /// `POST /api/v3/configure/plugin_environment/install_packages`.
  public InstallOutcome installPackages(List<String> requested) {
    return files.isConfigured() ? packages.install(requested) : noEnvironment();
  }

  /// `POST /api/v3/configure/plugin_environment/install_requirements`.
  public InstallOutcome installRequirements(String location) {
    return files.isConfigured() ? packages.installRequirements(location) : noEnvironment();
  }

  /// `POST /api/v3/plugin_test/wal`, `/schedule` and `/request`. Throws only for a plugin file that cannot be read;
  /// everything else is in the report.
  public PluginTestReport test(PluginTest test) {
    PluginCode code = ErrorPrefix.plugin(() -> loader.load(test.pluginFile()));
    return tester.run(test, code.current());
  }

  /// `POST /api/v3/plugins/files`, and `PUT` with `?path=`: creates or overwrites a file.
  ///
  /// @param path relative to the plugin directory
  public void putFile(String path, String content) {
    ErrorPrefix.file(() -> files.put(path, content));
  }

  /// `GET /api/v3/plugins/files`: every file users may have put into the plugin directory, ascending by path.
  public List<StoredPluginFile> pluginFiles() {
    return ErrorPrefix.file(files::list);
  }

  /// `GET /api/v3/plugins/files` with `?path=`: the text of one of them.
  public String pluginFile(String path) {
    return ErrorPrefix.file(() -> files.content(path));
  }

  /// `DELETE /api/v3/plugins/files`: removes a file.
  ///
  /// @param force also when it is part of a trigger's plugin, which then goes on with its last code
  public void deletePluginFile(String path, boolean force) {
    ErrorPrefix.file(() -> files.content(path));
    Optional<String> user = force ? Optional.empty() : TriggerChecks.userOf(catalog.state(), path);
    if (user.isPresent()) {
      throw new MillraceException(
          ErrorCode.CONFLICT, "plugin file '" + path + "' is in use by trigger " + user.get() + "; delete that first or force it");
    }
    ErrorPrefix.file(() -> files.delete(path));
  }

  /// `PUT /api/v3/plugins/files`: replaces the code of a trigger's plugin; `__init__.py` of a directory.
  ///
  /// @param database empty: the one trigger of that name, whatever its database
  public void replaceTriggerFile(Optional<String> database, String trigger, String content) {
    ErrorPrefix.file(() -> files.replace(localPlugin(database, trigger), content));
  }

  /// `PUT /api/v3/plugins/directory`: replaces the whole directory of a trigger's plugin.
  ///
  /// @param database empty: the one trigger of that name, whatever its database
  public void replaceTriggerDirectory(Optional<String> database, String trigger, List<PluginFile> newFiles) {
    ErrorPrefix.file(() -> files.replaceDirectory(localPlugin(database, trigger), newFiles));
  }

  /// `GET` and `POST /api/v3/engine/{path}`: the whole response, refusals included (404 for an unknown path, 503 with
  /// `Retry-After` when too many calls wait, 500 when the plugin fails, 504 when it takes too long). Blocks until the
  /// plugin has answered.
  ///
  /// @param path what follows `/api/v3/engine/`, undecoded, without the query string
  /// @throws MillraceException with code CANCELLED when the calling thread is interrupted; the run goes on
  public HttpReply call(String path, PluginCall.RequestCall request) {
    try {
      return send(path, request).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MillraceException(ErrorCode.CANCELLED, "request was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reply never fails", e);
    }
  }

  /// The database of the trigger that answers at a path; empty where none does.
  ///
  /// @param path as for [#call]
  public Optional<String> databaseOfCall(String path) {
    return dispatcher.databaseAt(path);
  }

  /// Like [#call], without waiting.
  CompletableFuture<HttpReply> send(String path, PluginCall.RequestCall request) {
    return dispatcher
        .requested(path, withoutCredentials(request))
        .orElseGet(() -> CompletableFuture.completedFuture(RequestReplies.notFound()));
  }

  /// What the running triggers counted, ordered by database and name.
  public List<TriggerFigures> figures() {
    return dispatcher.figures();
  }

  /// What the system tables show.
  public SystemTables tables() {
    return tables;
  }

  /// Cancels what runs, stops every trigger and makes the records durable. Twice is harmless.
  @Override
  public void close() {
    closed = true;
    data.replays().close();
    dispatcher.close();
    testWorkers.close();
    data.close();
    runtime.clock().close();
  }

  private static PluginCall.RequestCall withoutCredentials(PluginCall.RequestCall request) {
    if (!request.headers().containsKey("authorization")) {
      return request;
    }
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.remove("authorization");
    return new PluginCall.RequestCall(request.queryParameters(), headers, request.body());
  }

  private void follow() {
    if (closed) {
      return;
    }
    try {
      dispatcher.follow(catalog::state);
      dispatcher.sealedUpTo(data.log().sealedSequence());
      if (runtime.clock().nowNanos() >= nextSaveNanos) {
        nextSaveNanos = runtime.clock().nowNanos() + SAVE_NANOS;
        data.tidy(catalog::state);
      }
    } catch (RuntimeException e) {
      LOG.error("triggers cannot follow the catalog", e);
    }
    runtime.clock().at(runtime.clock().nowNanos() + FOLLOW_NANOS, () -> runtime.executor().execute(this::follow));
  }

  private static InstallOutcome noEnvironment() {
    return new InstallOutcome.Failed(
        "Processing engine error: error installing python packages: Plugin environment management is disabled");
  }

  private String localPlugin(Optional<String> database, String trigger) {
    String pluginFile = TriggerChecks.named(catalog.state(), database, trigger).pluginFile();
    if (RemotePlugins.isRemote(pluginFile)) {
      throw new MillraceException(ErrorCode.CONFLICT, "plugin of trigger " + trigger + " is remote");
    }
    return pluginFile;
  }

  private static RemotePlugins remotePlugins(EngineSettings settings) {
    Path kept = settings.pluginDirectory().orElse(Path.of("")).resolve(PluginFiles.STATE_FOLDER).resolve("remote");
    return new RemotePlugins(settings.repository(), kept);
  }
}
