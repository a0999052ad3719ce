package millrace.plugins.worker;

/// Where triggers get their workers: [WorkerSupervisor], or a double in tests.
@FunctionalInterface
public interface PluginWorkers {
  /// A worker for one trigger. Returns at once; the process starts in the background.
  PluginWorker open(WorkerSpec spec);
}
