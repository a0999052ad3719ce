package millrace.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The `information_schema` views as InfluxDB 3 has them.
final class InformationSchema {
  /// In the order `SHOW TABLES` gives.
  static final List<String> NAMES =
      List.of("tables", "views", "columns", "df_settings", "schemata", "routines", "parameters");

  private static final String CATALOG = "public";
  private static final List<String> SCHEMAS = List.of("iox", "system", "information_schema");

  private static final List<List<Object>> SETTINGS = List.of(
      row("datafusion.catalog.default_catalog", CATALOG, "The catalog of names without one"),
      row("datafusion.catalog.default_schema", "iox", "The schema of names without one"),
      row("datafusion.execution.time_zone", "+00:00", "The session's time zone"),
      row("datafusion.sql_parser.enable_ident_normalization", "true", "Unquoted names fold to lower case"));

  private InformationSchema() {}

  static Optional<Relation> find(String name, Relations relations) {
    return switch (name) {
      case "tables" -> Optional.of(tables(relations));
      case "columns" -> Optional.of(columns(relations));
      case "schemata" -> Optional.of(schemata());
      case "views" -> Optional.of(empty("table_catalog", "table_schema", "table_name", "definition"));
      case "df_settings" -> Optional.of(settings());
      case "routines" -> Optional.of(routines());
      case "parameters" -> Optional.of(
          empty("specific_catalog", "specific_schema", "specific_name", "parameter_mode", "parameter_name", "data_type"));
      default -> Optional.empty();
    };
  }

  private static Relation tables(Relations relations) {
    List<List<Object>> rows = new ArrayList<>();
    for (String schema : SCHEMAS) {
      String type = schema.equals("information_schema") ? "VIEW" : "BASE TABLE";
      relations.names(schema).forEach(table -> rows.add(row(CATALOG, schema, table, type)));
    }
    return new RowsRelation(texts("table_catalog", "table_schema", "table_name", "table_type"), rows);
  }

  private static Relation columns(Relations relations) {
    List<SqlColumn> columns = List.of(
        text("table_catalog"), text("table_schema"), text("table_name"), text("column_name"),
        new SqlColumn("ordinal_position", SqlType.UINT64), text("column_default"), text("is_nullable"), text("data_type"),
        number("character_maximum_length"), number("character_octet_length"), number("numeric_precision"),
        number("numeric_precision_radix"), number("numeric_scale"), number("datetime_precision"), text("interval_type"));
    List<List<Object>> rows = new ArrayList<>();
    for (String schema : SCHEMAS.subList(0, 2)) {
      for (String table : relations.names(schema)) {
        List<SqlColumn> of = relations.find(schema, table).map(Relation::columns).orElse(List.of());
        for (int i = 0; i < of.size(); i++) {
          rows.add(columnRow(schema, table, of.get(i), i));
        }
      }
    }
    return new RowsRelation(columns, rows);
  }

  private static List<Object> columnRow(String schema, String table, SqlColumn column, int position) {
    boolean isText = column.type() == SqlType.UTF8;
    Long precision = column.type() == SqlType.FLOAT64 ? Long.valueOf(24) : null;
    return row(
        CATALOG, schema, table, column.name(), (long) position, null, column.name().equals("time") ? "NO" : "YES",
        column.type().arrowName(), null, isText ? Long.valueOf(2147483647L) : null, precision,
        precision == null ? null : Long.valueOf(2), null, null, null);
  }

  private static Relation routines() {
    List<List<Object>> rows = new ArrayList<>();
    for (String name : new FunctionList().names()) {
      rows.add(row(CATALOG, "iox", name, name, Aggregates.has(name) ? "AGGREGATE" : "FUNCTION", null));
    }
    return new RowsRelation(
        texts("specific_catalog", "specific_schema", "specific_name", "routine_name", "routine_type", "data_type"), rows);
  }

  private static Relation schemata() {
    List<List<Object>> rows = new ArrayList<>();
    SCHEMAS.forEach(schema -> rows.add(row(CATALOG, schema, null, null, null, null, null)));
    return new RowsRelation(
        texts("catalog_name", "schema_name", "schema_owner", "default_character_set_catalog",
            "default_character_set_schema", "default_character_set_name", "sql_path"),
        rows);
  }

  private static Relation settings() {
    return new RowsRelation(texts("name", "value", "description"), SETTINGS);
  }

  static boolean hasSetting(String name) {
    return SETTINGS.stream().anyMatch(setting -> setting.getFirst().equals(name));
  }

  private static Relation empty(String... columns) {
    return new RowsRelation(texts(columns), List.of());
  }

  private static List<SqlColumn> texts(String... names) {
    return Arrays.stream(names).map(InformationSchema::text).toList();
  }

  private static SqlColumn text(String name) {
    return new SqlColumn(name, SqlType.UTF8);
  }

  private static SqlColumn number(String name) {
    return new SqlColumn(name, SqlType.UINT64);
  }

  private static List<Object> row(Object... values) {
    return Collections.unmodifiableList(Arrays.asList(values));
  }
}
