package millrace.plugins.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Everything one run needs.
///
/// @param database default target of the plugin's queries and writes
/// @param arguments the trigger's arguments; empty passes `None`, an empty map passes an empty dict
/// @param timeLimit longest run; [Duration#ZERO] is no limit
/// @param host what the plugin's queries, writes and log lines reach
public record CallRequest(
    String database,
    PluginCall call,
    PluginSource source,
    Optional<Map<String, String>> arguments,
    Duration timeLimit,
    CallHost host) {
  public CallRequest {
    Objects.requireNonNull(database);
    Objects.requireNonNull(call);
    Objects.requireNonNull(source);
    Objects.requireNonNull(timeLimit);
    Objects.requireNonNull(host);
    arguments = arguments.map(Map::copyOf);
  }
}
