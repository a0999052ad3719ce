package millrace.plugins;

import java.util.Objects;
import millrace.plugins.worker.PluginWorkers;

/// The Python side of the engine.
///
/// @param workers opens worker processes; may throw [millrace.base.MillraceException] with the reason when there is no
///     usable interpreter, which leaves triggers in the state `failed`, tried again every 30 seconds
public record Python(PluginWorkers workers, PluginPackages packages) {
  public Python {
    Objects.requireNonNull(workers);
    Objects.requireNonNull(packages);
  }
}
