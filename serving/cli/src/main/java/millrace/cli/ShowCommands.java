package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Everything that shows: databases, tokens, plugins, nodes, retention, system tables.
final class ShowCommands {
  private static final String INTERNAL = "_internal";
  /// How rows of a table are ordered where the user does not say.
  private static final Map<String, String> ORDER = Map.of(
      "queries", "end2end_duration", "last_caches", "count", "parquet_files", "size_bytes", "distinct_caches",
      "max_cardinality");
  private static final String RETENTION = """
      SELECT database_name, CASE
        WHEN retention_period_ns IS NULL THEN 'infinite'
        WHEN retention_period_ns % 86400000000000 = 0 THEN (retention_period_ns / 86400000000000)::varchar || 'd'
        WHEN retention_period_ns % 3600000000000 = 0 THEN (retention_period_ns / 3600000000000)::varchar || 'h'
        WHEN retention_period_ns % 60000000000 = 0 THEN (retention_period_ns / 60000000000)::varchar || 'm'
        ELSE (retention_period_ns / 1000000000)::varchar || 's' END AS retention_period
      FROM system.databases WHERE deleted = false""";

  private static final String TRIGGERS = "SELECT database, trigger_name, state, reason, specification, plugin_filename,"
      + " error_behavior, delivery, queue_depth, running, runs, failures, dropped_events, last_start, last_error"
      + " FROM system.processing_engine_trigger_status";
  private static final String DEAD_LETTERS = "SELECT id, database, trigger_name, event_time, scheduled_time, rows_in, tables,"
      + " attempts, error FROM system.processing_engine_dead_letters";
  private static final String REPLAYS = "SELECT id, database, trigger_name, dry_run, state, position, rows_in, runs, failures,"
      + " lines_written, error, start_time, end_time FROM system.processing_engine_replays";

  private final Api api;
  private final PrintStream out;

  ShowCommands(Api api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  int run(Arguments arguments) {
    switch (arguments.command().path()) {
      case "show databases" -> databases(arguments);
      case "show tokens" -> print(arguments, INTERNAL, "SELECT * FROM system.tokens");
      case "show plugins" -> print(arguments, INTERNAL, "SELECT * FROM system.plugin_files");
      case "show triggers" -> print(arguments, INTERNAL, TRIGGERS + only(arguments) + " ORDER BY database, trigger_name");
      case "show dead-letters" -> print(arguments, INTERNAL, DEAD_LETTERS + only(arguments) + " ORDER BY id");
      case "show replays" -> print(arguments, INTERNAL, REPLAYS + only(arguments) + " ORDER BY id");
      case "show nodes" -> print(arguments, INTERNAL, "SELECT * FROM system.nodes");
      case "show retention" -> retention(arguments);
      case "show summary", "show system summary" -> summary(arguments);
      case "show system table-list" -> print(arguments, arguments.get("--database"),
          "SELECT table_name, array_agg(column_name ORDER BY ordinal_position) AS column_names"
              + " FROM information_schema.columns WHERE table_schema = 'system' GROUP BY table_name ORDER BY table_name");
      case "show system table" -> table(arguments);
      default -> throw new IllegalStateException(arguments.command().path());
    }
    return 0;
  }

  private static String only(Arguments arguments) {
    return arguments.find("--database").map(name -> " WHERE database = " + quoted(name)).orElse("");
  }

  private void databases(Arguments arguments) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", arguments.get("--format"));
    query.put("show_deleted", Boolean.toString(arguments.has("--show-deleted")));
    Output.print(out, arguments, api.get("/api/v3/configure/database", query).orFail().body());
  }

  private void retention(Arguments arguments) {
    String only = arguments.find("--database").map(name -> " AND database_name = " + quoted(name)).orElse("");
    print(arguments, INTERNAL, RETENTION + only + " ORDER BY database_name");
  }

  private void summary(Arguments arguments) {
    String database = arguments.get("--database");
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    for (String table : systemTables(database)) {
      String sql = "SELECT * FROM system.\"" + table + "\"" + order(table) + limit(arguments.get("--limit"));
      collected.writeBytes((table + " summary:\n").getBytes(StandardCharsets.UTF_8));
      collected.writeBytes(query(database, sql, arguments.get("--format")));
      collected.write('\n');
    }
    byte[] all = collected.toByteArray();
    Output.print(out, arguments, java.util.Arrays.copyOf(all, Math.max(0, all.length - 1)));
  }

  private void table(Arguments arguments) {
    String database = arguments.get("--database");
    String table = arguments.positionals().getFirst();
    TreeSet<String> known = new TreeSet<>(systemTables(database));
    if (!known.contains(table)) {
      List<String> names = known.stream().map(name -> '"' + name + '"').toList();
      throw new CommandFailure("system table '" + table + "' not found: please use a valid system table name: ["
          + String.join(", ", names) + "]");
    }
    String order = arguments.find("--order-by").map(columns -> " ORDER BY " + columns).orElse(order(table));
    String sql = "SELECT " + arguments.find("--select").orElse("*") + " FROM system.\"" + table + "\"" + order
        + limit(arguments.get("--limit"));
    out.writeBytes(query(database, sql, arguments.get("--format")));
    out.println();
  }

  private List<String> systemTables(String database) {
    String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'system' ORDER BY table_name";
    JsonNode rows = PrettyJson.read(new String(query(database, sql, "json"), StandardCharsets.UTF_8));
    return rows.valueStream().map(row -> row.path("table_name").asText()).toList();
  }

  private void print(Arguments arguments, String database, String sql) {
    Output.print(out, arguments, query(database, sql, arguments.get("--format")));
  }

  private byte[] query(String database, String sql, String format) {
    Json body = new Json().put("db", database).put("q", sql).put("format", format);
    return api.postJson("/api/v3/query_sql", body).orFail().body();
  }

  private static String order(String table) {
    return ORDER.containsKey(table) ? " ORDER BY " + ORDER.get(table) : "";
  }

  private static String limit(String count) {
    try {
      long rows = Long.parseLong(count);
      return rows == 0 ? "" : " LIMIT " + rows;
    } catch (NumberFormatException e) {
      throw new UsageError("invalid value '" + count + "' for '--limit <COUNT>': invalid digit found in string", "");
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
