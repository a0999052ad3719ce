package millrace.server.system;

import static millrace.server.system.Rows.orNull;
import static millrace.server.system.Rows.row;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import millrace.base.TimeSpan;
import millrace.plugins.DeadLetter;
import millrace.plugins.LogRow;
import millrace.plugins.ReplayReport;
import millrace.plugins.RunRow;
import millrace.plugins.SystemTables;
import millrace.sql.RowsRelation;

/// What the processing engine says of triggers, runs, logs and plugin files.
final class PluginTables {
  private PluginTables() {}

  /// The tables every database has.
  static void addTo(Map<String, RowsRelation> tables, SystemTables engine, String database) {
    tables.put("processing_engine_triggers", new RowsRelation(
        List.of(
            Rows.text("trigger_name"), Rows.text("plugin_filename"), Rows.text("trigger_specification"),
            Rows.flag("disabled"), Rows.text("error_behavior"), Rows.text("state"), Rows.text("reason"),
            Rows.flag("run_async"), Rows.text("delivery"), Rows.text("node_spec")),
        () -> engine.triggers(database).stream()
            .map(t -> row(
                t.trigger(), t.pluginFile(), t.specification(), t.disabled(), t.errorBehavior(), t.state(), t.reason(),
                t.runAsynchronous(), t.delivery(), t.nodes()))
            .toList()));
    tables.put("processing_engine_trigger_arguments", new RowsRelation(
        List.of(Rows.text("trigger_name"), Rows.text("argument_key"), Rows.text("argument_value")),
        () -> engine.triggerArguments(database).stream().map(a -> row(a.trigger(), a.key(), a.value())).toList()));
    tables.put("processing_engine_trigger_status", status(engine, database));
    tables.put("processing_engine_logs", new RowsRelation(
        List.of(
            Rows.instant("event_time"), Rows.text("trigger_name"), Rows.text("log_level"), Rows.text("log_text")),
        () -> engine.logs(database).stream().map(PluginTables::log).toList()).withOtherName("time", "event_time"));
    tables.put("processing_engine_runs", runs(engine, database));
    tables.put("processing_engine_dead_letters", deadLetters(engine, database));
    tables.put("processing_engine_replays", replays(engine, database));
  }

  private static RowsRelation replays(SystemTables engine, String database) {
    return new RowsRelation(
        List.of(
            Rows.unsigned("id"), Rows.text("database"), Rows.text("trigger_name"), Rows.flag("dry_run"), Rows.text("state"),
            Rows.instant("from_time"), Rows.instant("to_time"), Rows.instant("position"), Rows.unsigned("rows_in"),
            Rows.unsigned("runs"), Rows.unsigned("failures"), Rows.unsigned("lines_written"), Rows.text("error"),
            Rows.instant("start_time"), Rows.instant("end_time")),
        () -> engine.replays(database).stream().map(PluginTables::replay).toList());
  }

  private static List<Object> replay(ReplayReport r) {
    return row(
        r.id(), r.database(), r.trigger(), r.dryRun(), r.state().name().toLowerCase(Locale.ROOT), bound(r.fromNanos()),
        bound(r.toNanos()), bound(r.positionNanos()), r.rows(), r.runs(), r.failures(), r.linesWritten(),
        orNull(r.error()), r.startNanos(), orNull(r.endNanos()));
  }

  /// The ends of time are no instants.
  private static Long bound(long nanos) {
    return nanos == TimeSpan.ALL.startNanos() || nanos == TimeSpan.ALL.endNanos() ? null : Long.valueOf(nanos);
  }

  private static RowsRelation deadLetters(SystemTables engine, String database) {
    return new RowsRelation(
        List.of(
            Rows.unsigned("id"), Rows.text("database"), Rows.text("trigger_name"), Rows.text("trigger_type"),
            Rows.instant("event_time"), Rows.instant("scheduled_time"), Rows.unsigned("rows_in"), Rows.texts("tables"),
            Rows.unsigned("attempts"), Rows.text("error"), Rows.unsigned("size_bytes")),
        () -> engine.deadLetters(database).stream().map(PluginTables::deadLetter).toList());
  }

  private static List<Object> deadLetter(DeadLetter d) {
    return row(
        d.id(), d.database(), d.trigger(), d.type(), d.timeNanos(),
        d.scheduledNanos() == 0 ? null : Long.valueOf(d.scheduledNanos()), d.rows(), d.tables(), (long) d.attempts(),
        d.error(), d.sizeBytes());
  }

  private static List<Object> log(LogRow log) {
    return row(log.eventNanos(), log.trigger(), log.level().name(), log.text());
  }

  private static RowsRelation status(SystemTables engine, String database) {
    return new RowsRelation(
        List.of(
            Rows.text("database"), Rows.text("trigger_name"), Rows.text("state"), Rows.text("reason"),
            Rows.flag("run_async"), Rows.unsigned("queue_depth"), Rows.unsigned("running"), Rows.unsigned("runs"),
            Rows.unsigned("failures"), Rows.unsigned("dropped_events"), Rows.instant("last_start"),
            Rows.duration("last_duration"), Rows.text("last_error"), Rows.instant("next_instant"),
            Rows.text("plugin_digest"), Rows.text("plugin_filename"), Rows.text("specification"), Rows.text("error_behavior"),
            Rows.text("delivery"), Rows.text("node_spec")),
        () -> engine.triggerStatus(database).stream().map(PluginTables::statusRow).toList());
  }

  private static List<Object> statusRow(SystemTables.TriggerStatusRow s) {
    return row(
        s.database(), s.trigger(), s.state(), orNull(s.reason()), s.runAsynchronous(), (long) s.queued(),
        (long) s.running(), s.runs(), s.failures(), s.droppedFlushes(), orNull(s.lastStartNanos()),
        duration(s.lastDurationNanos()), orNull(s.lastError()), orNull(s.nextNanos()), orNull(s.pluginDigest()), s.pluginFile(),
        s.specification(), s.errorBehavior(), s.delivery(), s.nodes());
  }

  private static RowsRelation runs(SystemTables engine, String database) {
    return new RowsRelation(
        List.of(
            Rows.unsigned("run_id"), Rows.text("database"), Rows.text("trigger_name"), Rows.text("trigger_type"),
            Rows.instant("scheduled_time"), Rows.instant("start_time"), Rows.instant("end_time"),
            Rows.duration("duration"), Rows.unsigned("attempt"), Rows.unsigned("rows_in"),
            Rows.unsigned("lines_written"), Rows.text("outcome"), Rows.text("error"), Rows.text("traceback"),
            Rows.text("cause"), Rows.unsigned("peak_memory_bytes")),
        () -> engine.runs(database).stream().map(PluginTables::run).toList());
  }

  private static List<Object> run(RunRow r) {
    return row(
        r.runId(), r.database(), r.trigger(), r.type(), r.scheduledNanos() == 0 ? null : Long.valueOf(r.scheduledNanos()),
        r.startNanos(), r.endNanos(), Duration.ofNanos(Math.max(0, r.endNanos() - r.startNanos())), (long) r.attempt(),
        r.rows(), r.linesWritten(), r.outcome().name().toLowerCase(Locale.ROOT), orNull(r.error()), orNull(r.traceback()),
        r.cause().word(), r.peakMemoryBytes() == 0 ? null : Long.valueOf(r.peakMemoryBytes()));
  }

  /// The table only `_internal` has.
  static RowsRelation files(SystemTables engine) {
    return new RowsRelation(
        List.of(
            Rows.text("plugin_name"), Rows.text("file_name"), Rows.text("file_path"), Rows.signed("size_bytes"),
            Rows.signed("last_modified")),
        () -> engine.pluginFiles().stream()
            .map(f -> row(f.pluginName(), f.fileName(), f.filePath(), f.sizeBytes(), f.lastModifiedMillis()))
            .toList());
  }

  private static Duration duration(OptionalLong nanos) {
    return nanos.isEmpty() ? null : Duration.ofNanos(nanos.getAsLong());
  }
}
