package millrace.plugins;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A request to change a trigger; what is empty stays as it is.
///
/// @param pluginFile path below the plugin directory, or `gh:…`
/// @param specification text for [TriggerSpec#parse]
/// @param delivery `newest` or `at-least-once`
public record TriggerChange(
    String database,
    String name,
    Optional<String> pluginFile,
    Optional<String> specification,
    Optional<Boolean> runAsynchronous,
    Optional<ErrorBehavior> errorBehavior,
    Optional<Map<String, String>> arguments,
    Optional<String> delivery) {
  public TriggerChange {
    Objects.requireNonNull(database);
    Objects.requireNonNull(name);
    arguments = arguments.map(Map::copyOf);
  }
}
