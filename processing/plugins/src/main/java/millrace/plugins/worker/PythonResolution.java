package millrace.plugins.worker;

/// Whether there is an interpreter to run plugins with.
public sealed interface PythonResolution {
  record Found(PythonRuntime runtime) implements PythonResolution {}

  /// No candidate works; `reason` names each and what is wrong with it. The engine is off, everything else runs.
  record Unavailable(String reason) implements PythonResolution {}
}
