package millrace.plugins;

import java.util.List;
import millrace.columns.WriteBatch;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;

/// What plugins can reach of the server: the same query and write paths as a client's. Implemented by the composition
/// root.
///
/// Threads: any, several at once; all methods may block for as long as the work takes.
public interface PluginHost {
  /// Runs one statement.
  ///
  /// @param query names an existing database, `_internal` included
  /// @return the result, to be closed by the caller
  /// @throws millrace.base.MillraceException when it cannot be run; the message is the bare reason, such as
  ///     `error while planning query: Error during planning: table 'public.iox.nope' not found` or
  ///     `database not found: db`
  ResultRows query(PluginQuery query);

  /// Writes line protocol as one request: nanosecond precision, all lines or none, missing databases and tables are
  /// created, lines without a time share one.
  ///
  /// @param noSync true answers when the rows are accepted in memory, false when they are durable
  /// @throws millrace.base.MillraceException when the lines are refused or cannot be stored; the message is the bare
  ///     reason
  void write(String database, String lines, boolean noSync);

  /// Reads line protocol without writing it, for a dry run of a plugin: nanosecond precision, lines without a time get
  /// the current one. Neither the database nor its tables need exist; nothing is created. Ids in the result are
  /// arbitrary.
  ///
  /// @throws millrace.base.MillraceException when a line is refused; the message is the bare reason
  WriteBatch parse(String database, String lines);

  /// Checks line protocol against the schema as it is, without writing it.
  ///
  /// @return one text for each thing a write would refuse, such as `line protocol parse error on write to db DB: …`
  List<String> check(String database, String lines);
}
