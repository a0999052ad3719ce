package millrace.plugins;

import java.util.Map;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.ResultRows;

/// What plugins can reach of the server: the same query and write paths as a client's, and the engine's log.
/// Implemented by the composition root.
///
/// Threads: any, several at once; all methods but `log` may block for as long as the work takes.
public interface PluginHost {
  /// Runs one SQL statement.
  ///
  /// @param database an existing database, `_internal` included
  /// @param parameters values for `$name`, bound as strings
  /// @return the result, to be closed by the caller
  /// @throws millrace.base.MillraceException when it cannot be run; the message is the bare reason, such as
  ///     `error while planning query: Error during planning: table 'public.iox.nope' not found` or
  ///     `database not found: db`
  ResultRows query(String database, String sql, Map<String, String> parameters);

  /// Writes line protocol as one request: nanosecond precision, all lines or none, missing databases and tables are
  /// created, lines without a time share one.
  ///
  /// @param noSync true answers when the rows are accepted in memory, false when they are durable
  /// @throws millrace.base.MillraceException when the lines are refused or cannot be stored; the message is the bare
  ///     reason
  void write(String database, String lines, boolean noSync);

  /// Adds one row to `system.processing_engine_logs` and one line to the server's log. Never blocks on I/O for long and
  /// never fails.
  void log(String database, String trigger, LogLevel level, String text);
}
