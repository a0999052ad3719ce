package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A table to export.
///
/// @param columns what each column is, by name
record ExportTable(String name, Map<String, CsvColumns.Kind> columns) {
  ExportTable {
    columns = new LinkedHashMap<>(columns);
  }

  /// The tables of a database, or one of them.
  ///
  /// @throws CommandFailure when there is no database, or no table of that name
  static List<ExportTable> read(Api api, String database, java.util.Optional<String> only) {
    String sql = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox'"
        + only.map(name -> " AND table_name = '" + name.replace("'", "''") + "'").orElse("")
        + " ORDER BY table_name, ordinal_position";
    Json body = new Json().put("db", database).put("q", sql).put("format", "json");
    String answer = new String(api.postJson("/api/v3/query_sql", body).orFail().body(), StandardCharsets.UTF_8);
    Map<String, Map<String, CsvColumns.Kind>> tables = new LinkedHashMap<>();
    for (JsonNode row : PrettyJson.read(answer)) {
      tables.computeIfAbsent(row.path("table_name").asText(), name -> new LinkedHashMap<>())
          .put(row.path("column_name").asText(), kind(row.path("data_type").asText()));
    }
    if (tables.isEmpty() && only.isPresent()) {
      throw new CommandFailure("database " + database + " has no table " + only.get());
    }
    List<ExportTable> found = new ArrayList<>();
    tables.forEach((name, columns) -> found.add(new ExportTable(name, columns)));
    return found;
  }

  /// Its columns as they were when an export began.
  ///
  /// @throws CommandFailure when one of them is gone
  ExportTable only(List<String> names) {
    Map<String, CsvColumns.Kind> kept = new LinkedHashMap<>();
    for (String column : names) {
      if (!columns.containsKey(column)) {
        throw new CommandFailure("table " + name + " lost its column " + column + "; export it anew with --restart");
      }
      kept.put(column, columns.get(column));
    }
    return new ExportTable(name, kept);
  }

  /// The query for its rows, in no order.
  ///
  /// @param condition on the time; may be empty
  String select(String condition) {
    return "SELECT " + columns.keySet().stream().map(ExportTable::quoted).collect(Collectors.joining(", "))
        + " FROM " + quoted(name) + where(condition);
  }

  /// The query for the first and the last time of its rows.
  String selectSpan(String condition) {
    return "SELECT min(time) AS first, max(time) AS last FROM " + quoted(name) + where(condition);
  }

  private static String where(String condition) {
    return condition.isEmpty() ? "" : " WHERE " + condition;
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static CsvColumns.Kind kind(String type) {
    return switch (type) {
      case "Int64" -> CsvColumns.Kind.INT64;
      case "UInt64" -> CsvColumns.Kind.UINT64;
      case "Float64" -> CsvColumns.Kind.FLOAT64;
      case "Boolean" -> CsvColumns.Kind.BOOL;
      case "Utf8", "Utf8View", "LargeUtf8" -> CsvColumns.Kind.UTF8;
      default -> {
        if (type.startsWith("Dictionary")) {
          yield CsvColumns.Kind.TAG;
        }
        if (type.startsWith("Timestamp")) {
          yield CsvColumns.Kind.TIME;
        }
        throw new CommandFailure("a column of type " + type + " cannot be exported");
      }
    };
  }
}
