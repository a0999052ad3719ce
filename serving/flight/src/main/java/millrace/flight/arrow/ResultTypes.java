package millrace.flight.arrow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// Result columns as Arrow fields. A tag is plain text on the wire, since clients have no case for dictionaries, and what
/// is a tag, a field or the time is said beside the type. Source: specification 5.4.
public final class ResultTypes {
  /// The key under which a column says what it is.
  static final String COLUMN_TYPE = "iox::column::type";
  static final Map<String, String> TAG = Map.of(COLUMN_TYPE, "iox::column_type::tag");
  static final Map<String, String> TIME = Map.of(COLUMN_TYPE, "iox::column_type::timestamp");

  private ResultTypes() {}

  public static ArrowSchema schema(List<SqlColumn> columns) {
    return new ArrowSchema(columns.stream().map(ResultTypes::field).toList(), Map.of());
  }

  /// The parameters of a query, `$` before their names.
  public static ArrowSchema parameters(List<SqlColumn> parameters) {
    return new ArrowSchema(
        parameters.stream().map(column -> ArrowField.nullable("$" + column.name(), type(column))).toList(), Map.of());
  }

  private static ArrowField field(SqlColumn column) {
    boolean isTime = column.stored() && column.type() == SqlType.TIMESTAMP;
    return new ArrowField(column.name(), type(column), !isTime, column.stored() ? stored(column.type()) : Map.of());
  }

  private static ArrowType type(SqlColumn column) {
    return switch (column.type()) {
      case BOOLEAN -> new ArrowType.Bool();
      case INT32 -> new ArrowType.Int(Integer.SIZE, true);
      case INT64 -> new ArrowType.Int(Long.SIZE, true);
      case UINT64 -> new ArrowType.Int(Long.SIZE, false);
      case FLOAT64 -> new ArrowType.Float64();
      case UTF8, TAG -> new ArrowType.Utf8();
      case TIMESTAMP -> new ArrowType.Timestamp(column.zone());
      case DATE -> new ArrowType.Date();
      case TIME -> new ArrowType.Time();
      case DURATION -> new ArrowType.Duration();
      case INTERVAL -> new ArrowType.Interval();
      case BINARY -> new ArrowType.Binary();
      case LIST -> new ArrowType.ListOf(nested(column.children().getFirst()));
      case STRUCT -> new ArrowType.Struct(column.children().stream().map(ResultTypes::nested).toList());
      case MAP -> new ArrowType.MapOf(entries(column));
      case NULL -> new ArrowType.Null();
    };
  }

  /// The pairs of a map: neither they nor their keys are missing.
  private static ArrowField entries(SqlColumn map) {
    ArrowField key = new ArrowField("key", new ArrowType.Utf8(), false, Map.of());
    ArrowField value = nested(map.children().getLast());
    return new ArrowField("entries", new ArrowType.Struct(List.of(key, value)), false, Map.of());
  }

  private static ArrowField nested(SqlColumn column) {
    return ArrowField.nullable(column.name(), type(column));
  }

  /// What a stored column of a type is to clients.
  static Map<String, String> stored(SqlType type) {
    return switch (type) {
      case TAG -> TAG;
      case TIMESTAMP -> TIME;
      case FLOAT64 -> ofField("float");
      case INT64 -> ofField("integer");
      case UINT64 -> ofField("uinteger");
      case UTF8 -> ofField("string");
      case BOOLEAN -> ofField("boolean");
      default -> Map.of();
    };
  }

  static Map<String, String> ofField(String type) {
    return Map.of(COLUMN_TYPE, "iox::column_type::field::" + type);
  }

  /// The field of a stored column, given the name `information_schema` has for its type.
  ///
  /// @param isTable whether it is a user's table, whose columns say what they are
  public static ArrowField described(String name, String typeName, boolean nullable, boolean isTable) {
    SqlType type = List.of(SqlType.values()).stream()
        .filter(candidate -> candidate.arrowName().equals(typeName))
        .findFirst()
        .orElse(typeName.startsWith("Timestamp") ? SqlType.TIMESTAMP : SqlType.UTF8);
    SqlColumn item = new SqlColumn("item", SqlType.UTF8);
    List<SqlColumn> children = type == SqlType.LIST ? List.of(item) : List.of();
    SqlColumn column = new SqlColumn(name, type, children, Optional.empty());
    return new ArrowField(name, type(column), nullable, isTable ? stored(type) : Map.of());
  }
}
