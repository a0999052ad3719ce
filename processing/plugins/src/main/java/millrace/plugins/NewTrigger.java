package millrace.plugins;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A request to create a trigger, not checked yet.
///
/// @param pluginFile path below the plugin directory, or `gh:…`
/// @param specification text for [TriggerSpec#parse]
/// @param delivery `newest`, or `at-least-once` for a write trigger that is to see every flush
/// @param nodes `all`, or `nodes:a,b`
/// @param arguments empty passes `None` to the plugin, an empty map an empty dict
public record NewTrigger(
    String database,
    String name,
    String pluginFile,
    String specification,
    boolean runAsynchronous,
    ErrorBehavior errorBehavior,
    Optional<Map<String, String>> arguments,
    boolean disabled,
    String delivery,
    String nodes) {
  public NewTrigger {
    Objects.requireNonNull(database);
    Objects.requireNonNull(name);
    Objects.requireNonNull(pluginFile);
    Objects.requireNonNull(specification);
    Objects.requireNonNull(errorBehavior);
    Objects.requireNonNull(delivery);
    Objects.requireNonNull(nodes);
    arguments = arguments.map(Map::copyOf);
  }

  /// A trigger on every node, with the newest data.
  public NewTrigger(
      String database,
      String name,
      String pluginFile,
      String specification,
      boolean runAsynchronous,
      ErrorBehavior errorBehavior,
      Optional<Map<String, String>> arguments,
      boolean disabled) {
    this(
        database, name, pluginFile, specification, runAsynchronous, errorBehavior, arguments, disabled, Delivery.NEWEST,
        "all");
  }
}
