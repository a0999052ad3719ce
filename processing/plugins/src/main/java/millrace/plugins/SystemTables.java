package millrace.plugins;

import java.util.List;
import java.util.OptionalLong;

/// The rows of the engine's system tables. Databases that do not exist have none. Each call gives the rows as they are
/// now; none blocks on I/O but [#pluginFiles].
///
/// Threads: any.
public interface SystemTables {
  /// `system.processing_engine_triggers`: the triggers of one database, ascending by name.
  List<TriggerRow> triggers(String database);

  /// `system.processing_engine_trigger_arguments`: one row per argument, ascending by trigger and key.
  List<TriggerArgumentRow> triggerArguments(String database);

  /// `system.processing_engine_trigger_status`: how the triggers of one database do; of every database in `_internal`.
  List<TriggerStatusRow> triggerStatus(String database);

  /// `system.processing_engine_logs`: oldest first; the rows of every database in `_internal`.
  List<LogRow> logs(String database);

  /// `system.processing_engine_runs`: oldest first; the rows of every database in `_internal`.
  List<RunRow> runs(String database);

  /// `system.processing_engine_dead_letters`: oldest first; those of every database in `_internal`.
  List<DeadLetter> deadLetters(String database);

  /// `system.processing_engine_replays`: oldest first; those of every database in `_internal`.
  List<ReplayReport> replays(String database);

  /// `system.plugin_files`, shown in `_internal` only: one row per `.py` file and trigger.
  List<PluginFileRow> pluginFiles();

  /// A trigger.
  ///
  /// @param pluginFile as its creator gave it
  /// @param specification JSON text, such as `{"every":{"duration":{"secs":10,"nanos":0}}}`
  /// @param errorBehavior `log`, `retry` or `disable`
  /// @param state as [TriggerStatusRow#state]
  /// @param reason why it failed or the engine disabled it; else empty
  /// @param delivery `newest` or `at-least-once`
  /// @param nodes `all` or `nodes:a,b`
  record TriggerRow(
      String trigger,
      String pluginFile,
      String specification,
      boolean disabled,
      String errorBehavior,
      String state,
      String reason,
      boolean runAsynchronous,
      String delivery,
      String nodes) {}

  /// One argument of a trigger.
  record TriggerArgumentRow(String trigger, String key, String value) {}

  /// How a trigger does.
  ///
  /// @param state `running`, `disabled`, `starting`, `failed` (could not be started, tried again) or `finished` (its
  ///     schedule has no further instant)
  /// @param reason why it failed or the engine disabled it; else empty
  /// @param queued events waiting
  /// @param running runs under way, those waiting for another attempt included
  /// @param runs runs ended since the start, whatever their outcome
  /// @param failures runs failed since the start
  /// @param droppedFlushes flushes the bounded queue had to drop since the start; with delivery at least once, those
  ///     removed from the log before their turn, ever
  /// @param lastStartNanos start of the newest run; empty before the first
  /// @param lastDurationNanos length of the last run that ended
  /// @param lastError error of the last failed run; empty when none did
  /// @param nextNanos the next scheduled instant
  /// @param pluginDigest SHA-256 of the code last loaded, in hex; empty before
  /// @param pluginFile as its creator gave it
  /// @param specification as its creator gave it, in canonical form
  /// @param errorBehavior `log`, `retry` or `disable`
  /// @param delivery `newest` or `at-least-once`
  /// @param nodes `all` or `nodes:a,b`
  record TriggerStatusRow(
      String database,
      String trigger,
      String state,
      String reason,
      boolean runAsynchronous,
      int queued,
      int running,
      long runs,
      long failures,
      long droppedFlushes,
      OptionalLong lastStartNanos,
      OptionalLong lastDurationNanos,
      String lastError,
      OptionalLong nextNanos,
      String pluginDigest,
      String pluginFile,
      String specification,
      String errorBehavior,
      String delivery,
      String nodes) {
    /// A trigger that does not run.
    static TriggerStatusRow idle(Trigger trigger, String state, String reason) {
      OptionalLong none = OptionalLong.empty();
      return new TriggerStatusRow(
          trigger.database(), trigger.name(), state, reason, trigger.definition().runAsynchronous(),
          0, 0, 0, 0, 0, none, none, "", none, "", trigger.definition().pluginFile(), trigger.spec().text(),
          trigger.definition().errorBehavior(), trigger.definition().delivery(), trigger.definition().nodes());
    }
  }

  /// One file of a trigger's plugin.
  ///
  /// @param pluginName the trigger's name
  /// @param fileName the trigger's plugin file; for a directory the path within it
  /// @param filePath full path on the server
  /// @param lastModifiedMillis milliseconds since the epoch
  record PluginFileRow(
      String pluginName, String fileName, String filePath, long sizeBytes, long lastModifiedMillis) {}
}
