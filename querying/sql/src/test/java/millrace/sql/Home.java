package millrace.sql;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sample data of InfluxDB's documents (three hours of it), and an engine over it.
final class Home implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_641_024_000L * SECOND;
  static final long HOUR = 3_600 * SECOND;
  static final long NOW = 1_700_000_000_000_000_001L;

  private static final Relation HOME = new RowsRelation(
      List.of(
          new SqlColumn("co", SqlType.INT64), new SqlColumn("hum", SqlType.FLOAT64), new SqlColumn("room", SqlType.TAG),
          new SqlColumn("temp", SqlType.FLOAT64), new SqlColumn("time", SqlType.TIMESTAMP)),
      List.of(
          row(0L, 35.9, "Kitchen", 21.0, START), row(0L, 36.2, "Kitchen", 23.0, START + HOUR),
          row(7L, 36.1, "Kitchen", 22.7, START + 2 * HOUR), row(0L, 35.9, "Living Room", 21.1, START),
          row(0L, null, "Living Room", 21.4, START + HOUR), row(3L, 36.0, "Living Room", 21.8, START + 2 * HOUR)));
  private static final Relation CASES = new RowsRelation(
      List.of(
          new SqlColumn("Temp", SqlType.FLOAT64), new SqlColumn("temp", SqlType.INT64),
          new SqlColumn("time", SqlType.TIMESTAMP), new SqlColumn("u", SqlType.UINT64)),
      List.of(row(1.5, 2L, NOW, 5L), row(2.5, 4L, NOW + 1, 3L)));

  private final SqlEngine engine;

  Home() {
    this(SqlLimits.standard());
  }

  Home(SqlLimits limits) {
    engine = new SqlEngine(
        Path.of(System.getProperty("java.io.tmpdir"), "millrace-native"), name -> new Tables(), limits);
  }

  private record Tables() implements Relations {
    @Override
    public Optional<Relation> find(String schema, String table) {
      return switch (schema + "." + table) {
        case "iox.home" -> Optional.of(HOME);
        case "iox.cases" -> Optional.of(CASES);
        default -> schema.equals("information_schema") ? InformationSchema.find(table, this) : Optional.empty();
      };
    }

    @Override
    public List<String> names(String schema) {
      return switch (schema) {
        case "iox" -> List.of("cases", "home");
        case "information_schema" -> InformationSchema.NAMES;
        default -> List.of();
      };
    }
  }

  SqlEngine engine() {
    return engine;
  }

  static SqlRequest request(String text) {
    return new SqlRequest("db", text, Map.of(), NOW);
  }

  /// The names of the columns, then a line per row; times as ISO 8601, bytes as hex.
  List<String> run(String text) {
    return run(text, Map.of());
  }

  List<String> run(String text, Map<String, Object> parameters) {
    List<String> lines = new ArrayList<>();
    try (SqlResult result = engine.query(new SqlRequest("db", text, parameters, NOW))) {
      lines.add(String.join(" | ", result.columns().stream().map(SqlColumn::name).toList()));
      for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
        for (int row = 0; row < batch.get().rows(); row++) {
          List<String> cells = new ArrayList<>();
          for (int column = 0; column < result.columns().size(); column++) {
            cells.add(text(batch.get().value(column, row), result.columns().get(column)));
          }
          lines.add(String.join(" | ", cells));
        }
      }
    }
    return lines;
  }

  /// The rows alone.
  List<String> rows(String text) {
    List<String> lines = run(text);
    return lines.subList(1, lines.size());
  }

  /// The one value of a query of one value.
  String value(String expression) {
    return rows("SELECT " + expression + " AS x").getFirst();
  }

  private static String text(Object value, SqlColumn column) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case SqlBatch.Timestamp time -> time(time.nanos());
      case Long nanos when column.type() == SqlType.TIMESTAMP -> time(nanos);
      default -> value.toString();
    };
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)).toString();
  }

  private static List<Object> row(Object... values) {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  @Override
  public void close() {
    engine.close();
  }
}
