package millrace.plugins;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A request to create a trigger, not checked yet.
///
/// @param pluginFile path below the plugin directory, or `gh:…`
/// @param specification text for [TriggerSpec#parse]
/// @param arguments empty passes `None` to the plugin, an empty map an empty dict
public record NewTrigger(
    String database,
    String name,
    String pluginFile,
    String specification,
    boolean runAsynchronous,
    ErrorBehavior errorBehavior,
    Optional<Map<String, String>> arguments,
    boolean disabled) {
  public NewTrigger {
    Objects.requireNonNull(database);
    Objects.requireNonNull(name);
    Objects.requireNonNull(pluginFile);
    Objects.requireNonNull(specification);
    Objects.requireNonNull(errorBehavior);
    arguments = arguments.map(Map::copyOf);
  }
}
