package millrace.plugins.worker;

/// One trigger's Python process, replaced behind the scenes when it dies. Live objects in the trigger's cache last as
/// long as the process does.
///
/// Threads: `call` from up to [WorkerSpec#lanes] threads at once, further callers wait; the others from any thread.
public interface PluginWorker extends AutoCloseable {
  /// Runs one event and waits for its end. Never throws for anything the plugin does. A call interrupted by
  /// [Thread#interrupt] is cancelled like by [#cancel].
  CallOutcome call(CallRequest request);

  /// Ends the calls now running as [CallOutcome.Cancelled]: the plugin sees `KeyboardInterrupt`, and its process is
  /// killed when it does not end within the grace time. Later calls are served.
  void cancel();

  /// Cancels what runs and ends the process; the trigger's cache is gone. Later calls are answered
  /// [CallOutcome.Cancelled]. Waits no longer than the grace time. Harmless when repeated.
  @Override
  void close();
}
