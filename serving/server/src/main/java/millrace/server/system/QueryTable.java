package millrace.server.system;

import static millrace.server.system.Rows.row;

import java.util.List;
import millrace.sql.RowsRelation;
import millrace.sql.SqlColumn;

/// `system.queries`: those of one database; of all in `_internal`.
final class QueryTable {
  private static final List<SqlColumn> COLUMNS = List.of(
      Rows.text("id"), Rows.text("phase"), Rows.instant("issue_time"), Rows.text("query_type"), Rows.text("query_text"),
      Rows.signed("partitions"), Rows.signed("parquet_files"), Rows.duration("plan_duration"),
      Rows.duration("permit_duration"), Rows.duration("execute_duration"), Rows.duration("end2end_duration"),
      Rows.duration("compute_duration"), Rows.signed("max_memory"), Rows.flag("success"), Rows.flag("running"),
      Rows.flag("cancelled"), Rows.text("trace_id"));

  private QueryTable() {}

  static RowsRelation ofAll(QueryLog log) {
    return new RowsRelation(COLUMNS, () -> log.queries().stream().map(QueryTable::cells).toList());
  }

  static RowsRelation of(String database, QueryLog log) {
    return new RowsRelation(COLUMNS, () -> log.queries().stream()
        .filter(query -> query.database().equals(database) || query.database().startsWith(database + "/"))
        .map(QueryTable::cells)
        .toList());
  }

  /// Partitions, files, memory and computing time are not measured and stay NULL.
  private static List<Object> cells(LoggedQuery query) {
    QueryPhase phase = query.phase();
    return row(
        query.id().toString(), phase.word(), query.issuedNanos(), query.type(), query.text(), null, null,
        query.planning().orElse(null), query.waiting().orElse(null), query.executing().orElse(null),
        query.endToEnd().orElse(null), null, null, phase == QueryPhase.SUCCESS, !phase.isEnd(),
        phase == QueryPhase.CANCEL, query.traceId().orElse(null));
  }
}
