package millrace.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.plugins.RunRow;
import millrace.sql.Relation;

/// `system.processing_engine_runs`.
final class RunTable {
  private RunTable() {}

  static Relation of(List<RunRow> runs) {
    List<List<Object>> rows = new ArrayList<>();
    for (RunRow run : runs) {
      rows.add(SystemRelations.row(
          run.runId(), run.database(), run.trigger(), run.type(),
          run.scheduledNanos() == 0 ? null : (Long) run.scheduledNanos(), run.startNanos(), run.endNanos(),
          (long) run.attempt(), run.rows(), run.linesWritten(), run.outcome().name().toLowerCase(Locale.ROOT), run.error(),
          run.traceback()));
    }
    return SystemRelations.relation(rows, SystemRelations.number("run_id"), SystemRelations.text("database"),
        SystemRelations.text("trigger_name"), SystemRelations.text("trigger_type"), SystemRelations.time("scheduled_time"),
        SystemRelations.time("start_time"), SystemRelations.time("end_time"), SystemRelations.number("attempt"),
        SystemRelations.number("rows"), SystemRelations.number("lines_written"), SystemRelations.text("outcome"),
        SystemRelations.text("error"), SystemRelations.text("traceback"));
  }
}
