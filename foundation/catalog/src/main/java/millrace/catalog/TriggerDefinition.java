package millrace.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A trigger as its creator defined it. The catalog keeps no source code, run state or logs.
///
/// @param id unique over the whole catalog
/// @param pluginFile path below the plugin directory or `gh:…`, as given
/// @param specification canonical text of the trigger specification, such as `every:10s`
/// @param errorBehavior `log`, `retry` or `disable`
/// @param nodes `all` or `nodes:a,b`
/// @param delivery `newest` (bounded queue that drops the oldest) or `at-least-once`
/// @param disabledReason why the engine disabled it; empty when a person did or it is enabled
public record TriggerDefinition(
    long id,
    String name,
    String database,
    String pluginFile,
    String specification,
    Map<String, String> arguments,
    boolean hasArguments,
    boolean runAsynchronous,
    String errorBehavior,
    String nodes,
    String delivery,
    boolean disabled,
    String disabledReason) {
  public TriggerDefinition {
    arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
  }

  TriggerDefinition withId(long newId) {
    return new TriggerDefinition(
        newId, name, database, pluginFile, specification, arguments, hasArguments, runAsynchronous, errorBehavior,
        nodes, delivery, disabled, disabledReason);
  }

  TriggerDefinition inDatabase(String newDatabase) {
    return new TriggerDefinition(
        id, name, newDatabase, pluginFile, specification, arguments, hasArguments, runAsynchronous, errorBehavior,
        nodes, delivery, disabled, disabledReason);
  }

  TriggerDefinition withDisabled(boolean newDisabled, String reason) {
    return new TriggerDefinition(
        id, name, database, pluginFile, specification, arguments, hasArguments, runAsynchronous, errorBehavior, nodes,
        delivery, newDisabled, reason);
  }

  TriggerDefinition withPluginFile(String newPluginFile) {
    return new TriggerDefinition(
        id, name, database, newPluginFile, specification, arguments, hasArguments, runAsynchronous, errorBehavior,
        nodes, delivery, disabled, disabledReason);
  }
}
