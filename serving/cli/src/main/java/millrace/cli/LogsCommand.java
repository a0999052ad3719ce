package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `influxdb3 logs trigger`: the log rows of one trigger, and those to come.
final class LogsCommand {
  private final Api api;
  private final PrintStream out;

  LogsCommand(Api api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  int run(Arguments arguments) {
    List<Row> rows = rows(arguments, "", limit(arguments));
    rows.reversed().forEach(this::print);
    if (!arguments.has("--follow")) {
      return 0;
    }
    // Rows of the last instant are asked for again, since more may come with it.
    List<Row> last = rows.isEmpty() ? List.of() : sameInstant(rows, rows.getFirst().time());
    while (!out.checkError()) {
      TriggerRunCommands.pause();
      String since = last.isEmpty() ? "" : " AND event_time >= '" + last.getFirst().time() + "'";
      List<Row> newer = new ArrayList<>(rows(arguments, since, ""));
      last.forEach(newer::remove);
      newer.reversed().forEach(this::print);
      if (!newer.isEmpty()) {
        String newest = newer.getFirst().time();
        List<Row> seen = new ArrayList<>(sameInstant(newer, newest));
        seen.addAll(sameInstant(last, newest));
        last = seen;
      }
    }
    return 0;
  }

  private record Row(String time, String level, String text) {}

  private static List<Row> sameInstant(List<Row> rows, String time) {
    return rows.stream().filter(row -> row.time().equals(time)).toList();
  }

  private void print(Row row) {
    out.println(row.time() + " " + row.level() + " " + row.text());
    out.flush();
  }

  private static String limit(Arguments arguments) {
    try {
      return " LIMIT " + Long.parseLong(arguments.get("--limit"));
    } catch (NumberFormatException e) {
      throw new UsageError(
          "invalid value '" + arguments.get("--limit") + "' for '--limit <COUNT>': invalid digit found in string", "");
    }
  }

  /// Newest first.
  private List<Row> rows(Arguments arguments, String condition, String limit) {
    String sql = "SELECT event_time, log_level, log_text FROM system.processing_engine_logs WHERE trigger_name = '"
        + arguments.positionals().getFirst().replace("'", "''") + "'" + condition + " ORDER BY event_time DESC" + limit;
    Json body = new Json().put("db", arguments.get("--database")).put("q", sql).put("format", "json");
    JsonNode rows = PrettyJson.read(
        new String(api.postJson("/api/v3/query_sql", body).orFail().body(), StandardCharsets.UTF_8));
    return rows.valueStream()
        .map(row -> new Row(
            row.path("event_time").asText(), row.path("log_level").asText(), row.path("log_text").asText()))
        .toList();
  }
}
