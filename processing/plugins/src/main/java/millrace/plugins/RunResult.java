package millrace.plugins;

/// How one run ended, as far as its trigger is concerned.
sealed interface RunResult {
  record Succeeded() implements RunResult {}

  /// The plugin failed, its process died, or its time ran out.
  record Failed(String error, String traceback) implements RunResult {}

  /// The trigger was stopped: neither success nor failure.
  record Cancelled() implements RunResult {}
}
