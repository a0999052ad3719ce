package millrace.plugins;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import millrace.plugins.worker.PluginCall;

/// A dry run of a plugin: queries and side effects are real, writes are collected.
///
/// All kinds share: `pluginFile` as for a trigger; `cacheName` picks the cache the run sees, `_shared_test` when empty;
/// empty `arguments` pass `None`.
public sealed interface PluginTest {
  String pluginFile();

  String database();

  Optional<String> cacheName();

  Optional<Map<String, String>> arguments();

  /// Runs `process_writes`.
  ///
  /// @param lines line protocol in nanoseconds; a line without a time gets the current one. Need not match the schema,
  ///     nor the database exist
  record Writes(
      String pluginFile,
      String database,
      String lines,
      Optional<String> cacheName,
      Optional<Map<String, String>> arguments)
      implements PluginTest {
    public Writes {
      Objects.requireNonNull(lines);
    }
  }

  /// Runs `process_scheduled_call`.
  ///
  /// @param schedule a bare cron expression, every second when empty; the plugin gets its next instant
  record Schedule(
      String pluginFile,
      String database,
      Optional<String> schedule,
      Optional<String> cacheName,
      Optional<Map<String, String>> arguments)
      implements PluginTest {
    public Schedule {
      Objects.requireNonNull(schedule);
    }
  }

  /// Runs `process_request`.
  record Request(
      String pluginFile,
      String database,
      PluginCall.RequestCall request,
      Optional<String> cacheName,
      Optional<Map<String, String>> arguments)
      implements PluginTest {
    public Request {
      Objects.requireNonNull(request);
    }
  }
}
