package millrace.flight;

import static millrace.flight.arrow.ArrowField.nullable;
import static millrace.flight.arrow.ArrowField.required;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import millrace.flight.FlightQuery.Language;
import millrace.flight.arrow.ArrowField;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ArrowType;
import millrace.flight.arrow.ResultTypes;
import millrace.flight.grpc.Stop;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import org.apache.arrow.flight.sql.impl.FlightSql;

/// Answers commands about the catalog, from `information_schema`: what SQL can see is what they list.
final class CatalogListings {
  private static final String CATALOG = "public";
  private static final List<String> SCHEMAS = List.of("information_schema", "iox", "system");
  private static final ArrowType TEXT = new ArrowType.Utf8();
  private static final ArrowSchema OF_CATALOGS = ArrowSchema.of(required("catalog_name", TEXT));
  private static final ArrowSchema OF_SCHEMAS =
      ArrowSchema.of(nullable("catalog_name", TEXT), required("db_schema_name", TEXT));
  private static final ArrowSchema OF_TABLES = ArrowSchema.of(
      nullable("catalog_name", TEXT), nullable("db_schema_name", TEXT), required("table_name", TEXT),
      required("table_type", TEXT));
  private static final ArrowSchema OF_TABLES_WITH_SCHEMA = ArrowSchema.of(
      nullable("catalog_name", TEXT), nullable("db_schema_name", TEXT), required("table_name", TEXT),
      required("table_type", TEXT), required("table_schema", new ArrowType.Binary()));
  private static final ArrowSchema OF_TABLE_TYPES = ArrowSchema.of(required("table_type", TEXT));

  private final FlightQueries queries;

  CatalogListings(FlightQueries queries) {
    this.queries = queries;
  }

  /// The schema of a listing's answer, without making it.
  static ArrowSchema schema(Command command) {
    return switch (command) {
      case Command.Catalogs _ -> OF_CATALOGS;
      case Command.Schemas _ -> OF_SCHEMAS;
      case Command.Tables(FlightSql.CommandGetTables asked) -> asked.getIncludeSchema() ? OF_TABLES_WITH_SCHEMA : OF_TABLES;
      case Command.TableTypes _ -> OF_TABLE_TYPES;
      case Command.SqlInfo _ -> SqlInfoListing.SCHEMA;
      case Command.PrimaryKeys _ -> KeyListings.PRIMARY;
      case Command.ForeignKeys _ -> KeyListings.FOREIGN;
      case Command.XdbcTypes _ -> XdbcTypeListing.SCHEMA;
      case Command.Statement _, Command.Prepared _ -> throw new IllegalArgumentException("not a listing: " + command.name());
    };
  }

  /// A listing's answer.
  Listing answer(Command command, String database, Stop stop) {
    return switch (command) {
      case Command.Catalogs _ -> new Listing(OF_CATALOGS, List.of(List.of(CATALOG)));
      case Command.Schemas(FlightSql.CommandGetDbSchemas asked) -> schemas(asked);
      case Command.Tables(FlightSql.CommandGetTables asked) -> tables(asked, database, stop);
      case Command.TableTypes _ -> new Listing(OF_TABLE_TYPES, List.of(List.of("BASE TABLE"), List.of("VIEW")));
      case Command.SqlInfo(FlightSql.CommandGetSqlInfo asked) -> SqlInfoListing.of(asked.getInfoList());
      case Command.XdbcTypes(FlightSql.CommandGetXdbcTypeInfo asked) ->
        XdbcTypeListing.of(asked.hasDataType() ? OptionalInt.of(asked.getDataType()) : OptionalInt.empty());
      case Command.PrimaryKeys _, Command.ForeignKeys _, Command.Statement _, Command.Prepared _ ->
        Listing.empty(schema(command));
    };
  }

  private static Listing schemas(FlightSql.CommandGetDbSchemas asked) {
    boolean isOurs = !asked.hasCatalog() || asked.getCatalog().equals(CATALOG);
    List<List<Object>> rows = new ArrayList<>();
    for (String schema : SCHEMAS) {
      boolean isWanted = !asked.hasDbSchemaFilterPattern() || Likeness.matches(asked.getDbSchemaFilterPattern(), schema);
      if (isOurs && isWanted) {
        rows.add(List.of(CATALOG, schema));
      }
    }
    return new Listing(OF_SCHEMAS, rows);
  }

  private Listing tables(FlightSql.CommandGetTables asked, String database, Stop stop) {
    ArrowSchema schema = asked.getIncludeSchema() ? OF_TABLES_WITH_SCHEMA : OF_TABLES;
    if (asked.hasCatalog() && !asked.getCatalog().equals(CATALOG)) {
      return Listing.empty(schema);
    }
    Set<String> types = Set.copyOf(asked.getTableTypesList());
    Map<List<Object>, byte[]> schemas = asked.getIncludeSchema() ? tableSchemas(database, stop) : Map.of();
    List<List<Object>> rows = new ArrayList<>();
    String text = "SELECT table_schema, table_name, table_type FROM information_schema.tables ORDER BY table_schema, table_name";
    for (List<Object> table : collect(text, database, stop)) {
      boolean isWanted =
          (!asked.hasDbSchemaFilterPattern() || Likeness.matches(asked.getDbSchemaFilterPattern(), (String) table.get(0)))
          && (!asked.hasTableNameFilterPattern() || Likeness.matches(asked.getTableNameFilterPattern(), (String) table.get(1)))
          && (types.isEmpty() || types.contains((String) table.get(2)));
      if (isWanted) {
        List<Object> row = new ArrayList<>(List.of(CATALOG, table.get(0), table.get(1), table.get(2)));
        if (asked.getIncludeSchema()) {
          row.add(schemas.getOrDefault(table.subList(0, 2), ArrowSchema.of().encapsulated()));
        }
        rows.add(row);
      }
    }
    return new Listing(schema, rows);
  }

  /// Each table's Arrow schema, by schema and name.
  private Map<List<Object>, byte[]> tableSchemas(String database, Stop stop) {
    Map<List<Object>, List<ArrowField>> fields = new HashMap<>();
    String text = "SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        + " ORDER BY table_schema, table_name, ordinal_position";
    for (List<Object> column : collect(text, database, stop)) {
      fields.computeIfAbsent(List.copyOf(column.subList(0, 2)), _ -> new ArrayList<>()).add(ResultTypes.described(
          (String) column.get(2), (String) column.get(3), column.get(4).equals("YES"), column.get(0).equals("iox")));
    }
    Map<List<Object>, byte[]> schemas = new HashMap<>();
    fields.forEach((table, columns) -> schemas.put(table, new ArrowSchema(columns, Map.of()).encapsulated()));
    return schemas;
  }

  private List<List<Object>> collect(String text, String database, Stop stop) {
    List<List<Object>> rows = new ArrayList<>();
    FlightQuery query = new FlightQuery(database, Language.SQL, text, Map.of(), "CommandGetTables");
    queries.sql(query, stop, new FlightQueries.Rows() {
      private int width;

      @Override
      public void begin(List<SqlColumn> columns) {
        width = columns.size();
      }

      @Override
      public void batch(SqlBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
          List<Object> cells = new ArrayList<>();
          for (int column = 0; column < width; column++) {
            cells.add(batch.value(column, row));
          }
          rows.add(cells);
        }
      }

      @Override
      public void end(List<String> missing) {
        // All rows are here.
      }
    });
    return rows;
  }
}
