package millrace.plugins;

import java.util.List;
import java.util.Optional;
import millrace.catalog.Catalog;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PluginCall;
import millrace.wal.FlushListener;
import millrace.wal.SealedInterval;

/// Everything a server does with plugins: the face of this module, one method for each HTTP endpoint.
///
/// Errors are [millrace.base.MillraceException]s whose message is the response body to the letter. Codes map to HTTP
/// as everywhere: INVALID_ARGUMENT 400, FORBIDDEN 403, NOT_FOUND 404, ALREADY_EXISTS and CONFLICT 409, PLUGIN_FAILED and
/// INTERNAL 500.
///
/// Threads: any. Methods that change triggers or files block for the catalog's put, for the file system, for fetching a
/// `gh:` plugin (10 s at most), and those that stop a trigger for its running call to end (5 s at most).
public final class ProcessingEngine implements FlushListener, AutoCloseable {
  /// Starts nothing yet; [#start] does.
  public ProcessingEngine(
      EngineSettings settings,
      Catalog catalog,
      PluginHost host,
      Python python,
      EngineRecords records,
      EngineRuntime runtime) {}

  /// Starts every enabled trigger. One that cannot be started is logged and tried again every 30 seconds.
  public void start() {
    throw new UnsupportedOperationException();
  }

  /// Hands the rows of one interval to the triggers that want them. Never waits for a plugin.
  @Override
  public void onFlush(SealedInterval interval) {
    throw new UnsupportedOperationException();
  }

  /// Makes running triggers follow the catalog, after a database was dropped or another node changed it. Also done each
  /// second.
  public void catalogChanged() {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/configure/processing_engine_trigger`.
  public void createTrigger(NewTrigger trigger) {
    throw new UnsupportedOperationException();
  }

  /// `DELETE /api/v3/configure/processing_engine_trigger`.
  public void deleteTrigger(String database, String trigger, boolean force) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/configure/processing_engine_trigger/enable`.
  public void enableTrigger(String database, String trigger) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/configure/processing_engine_trigger/disable`.
  public void disableTrigger(String database, String trigger) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/configure/plugin_environment/install_packages`.
  public InstallOutcome installPackages(List<String> packages) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/configure/plugin_environment/install_requirements`.
  public InstallOutcome installRequirements(String location) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/plugin_test/wal`, `/schedule` and `/request`. Throws only for a plugin file that cannot be read;
  /// everything else is in the report.
  public PluginTestReport test(PluginTest test) {
    throw new UnsupportedOperationException();
  }

  /// `POST /api/v3/plugins/files`, and `PUT` with `?path=`: creates or overwrites a file.
  ///
  /// @param path relative to the plugin directory
  public void putFile(String path, String content) {
    throw new UnsupportedOperationException();
  }

  /// `PUT /api/v3/plugins/files`: replaces the code of a trigger's plugin; `__init__.py` of a directory.
  ///
  /// @param database empty: the one trigger of that name, whatever its database
  public void replaceTriggerFile(Optional<String> database, String trigger, String content) {
    throw new UnsupportedOperationException();
  }

  /// `PUT /api/v3/plugins/directory`: replaces the whole directory of a trigger's plugin.
  ///
  /// @param database empty: the one trigger of that name, whatever its database
  public void replaceTriggerDirectory(Optional<String> database, String trigger, List<PluginFile> files) {
    throw new UnsupportedOperationException();
  }

  /// `GET` and `POST /api/v3/engine/{path}`: the whole response, refusals included (404 for an unknown path, 503 with
  /// `Retry-After` when too many calls wait, 500 when the plugin fails). Blocks until the plugin has answered.
  ///
  /// @param path what follows `/api/v3/engine/`, undecoded, without the query string
  public HttpReply call(String path, PluginCall.RequestCall request) {
    throw new UnsupportedOperationException();
  }

  /// What the system tables show.
  public SystemTables tables() {
    throw new UnsupportedOperationException();
  }

  /// Cancels what runs, stops every trigger and makes the records durable. Twice is harmless.
  @Override
  public void close() {}
}
