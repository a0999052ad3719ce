package millrace.plugins;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A request to change a trigger; what is empty stays as it is.
///
/// @param pluginFile path below the plugin directory, or `gh:…`
/// @param specification text for [TriggerSpec#parse]
/// @param delivery `newest` or `at-least-once`
/// @param nodes `all`, or `nodes:a,b`
public record TriggerChange(
    String database,
    String name,
    Optional<String> pluginFile,
    Optional<String> specification,
    Optional<Boolean> runAsynchronous,
    Optional<ErrorBehavior> errorBehavior,
    Optional<Map<String, String>> arguments,
    Optional<String> delivery,
    Optional<String> nodes) {
  public TriggerChange {
    Objects.requireNonNull(database);
    Objects.requireNonNull(name);
    arguments = arguments.map(Map::copyOf);
  }

  /// A change that leaves the trigger on the nodes it is on.
  public TriggerChange(
      String database,
      String name,
      Optional<String> pluginFile,
      Optional<String> specification,
      Optional<Boolean> runAsynchronous,
      Optional<ErrorBehavior> errorBehavior,
      Optional<Map<String, String>> arguments,
      Optional<String> delivery) {
    this(
        database, name, pluginFile, specification, runAsynchronous, errorBehavior, arguments, delivery, Optional.empty());
  }
}
