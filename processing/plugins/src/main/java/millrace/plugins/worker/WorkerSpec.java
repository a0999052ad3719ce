package millrace.plugins.worker;

import static millrace.base.Checks.require;

import java.util.Map;
import java.util.Objects;

/// Whose process a worker is.
///
/// @param database the trigger's database; appears in log lines
/// @param trigger the trigger's name, or what a test run calls itself; appears in log lines
/// @param lanes calls that may run at once: 1 for a synchronous trigger
/// @param environment variables added to the process's own
/// @param limits what the process may use
/// @param caches which cache namespaces it sees
public record WorkerSpec(
    String database,
    String trigger,
    int lanes,
    Map<String, String> environment,
    WorkerLimits limits,
    CacheScope caches) {
  /// Calls of one asynchronous trigger that run at once unless configured otherwise.
  public static final int DEFAULT_ASYNC_LANES = 16;

  public WorkerSpec {
    Objects.requireNonNull(database);
    Objects.requireNonNull(trigger);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(caches);
    require(lanes >= 1, "a worker needs at least one lane, not %d", lanes);
    environment = Map.copyOf(environment);
  }
}
