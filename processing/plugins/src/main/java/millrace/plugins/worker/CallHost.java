package millrace.plugins.worker;

/// What one running call can ask of the server. Production runs pass on to the real database, test runs collect.
///
/// Threads: called by the thread that called [PluginWorker#call], while it runs. Whatever a method throws reaches the
/// plugin as a Python exception.
public interface CallHost {
  /// A line the plugin logged, to be shown at once.
  void log(LogLevel level, String text);

  /// Runs a query on a database; blocks.
  ///
  /// @throws millrace.base.MillraceException with the bare reason when it cannot be run
  ResultRows query(PluginQuery query);

  /// Writes line protocol now (`write_sync`); blocks until the lines are accepted, and durable unless `noSync`.
  /// Deferred writes do not come here: they are part of [CallOutcome.Completed].
  ///
  /// @throws millrace.base.MillraceException with the bare reason when refused
  void write(String database, String lines, boolean noSync);

  /// A request plugin begins to answer before it has ended; its outcome then has no reply.
  ///
  /// @param head status and headers; its body is empty
  /// @return what takes the body
  ReplyParts beginReply(HttpReply head);

  /// The call is over: the most resident memory its process has had so far, as far as it is known. Not called where it
  /// is not.
  default void peakMemory(long bytes) {}
}
