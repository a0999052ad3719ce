package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        + " ORDER BY table_name, column_name";
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
