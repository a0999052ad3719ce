package millrace.server.system;

import static millrace.server.system.Rows.orNull;
import static millrace.server.system.Rows.row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.Deletion;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.Token;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.sql.RowsRelation;

/// What the catalog says of schemas, databases, tables and tokens.
final class CatalogTables {
  private static final int HASH_CHARACTERS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private CatalogTables() {}

  /// One row per column, `time` among them, by measurement and key.
  static RowsRelation schema(RetentionPolicy policy) {
    return new RowsRelation(
        List.of(Rows.text("measurement"), Rows.text("key"), Rows.text("data_type")), () -> schemaRows(policy));
  }

  private static List<List<Object>> schemaRows(RetentionPolicy policy) {
    List<List<Object>> rows = new ArrayList<>();
    for (Table table : policy.tables()) {
      if (table.deletion().isEmpty()) {
        List<List<Object>> columns = new ArrayList<>();
        columns.add(row(table.name(), "time", "time"));
        table.columns().forEach(column -> columns.add(row(table.name(), column.name(), word(column.type()))));
        columns.sort(Comparator.comparing(cells -> (String) cells.get(1)));
        rows.addAll(columns);
      }
    }
    return rows;
  }

  private static String word(ColumnType type) {
    return switch (type) {
      case TAG -> "tag";
      case BOOLEAN -> "boolean";
      case INTEGER -> "integer";
      case UNSIGNED -> "uinteger";
      case FLOAT -> "float";
      case STRING -> "string";
    };
  }

  /// One row per retention policy: the default one under the database's name, the others as `db/rp`.
  static RowsRelation databases(CatalogState state) {
    return new RowsRelation(
        List.of(
            Rows.text("database_name"), Rows.unsigned("retention_period_ns"), Rows.flag("deleted"),
            Rows.instantUtc("hard_deletion_time")),
        () -> databaseRows(state));
  }

  private static List<List<Object>> databaseRows(CatalogState state) {
    List<List<Object>> rows = new ArrayList<>();
    for (Database database : state.databases()) {
      Long hardDeletion = hardDeletion(database);
      if (database.policy("").isEmpty()) {
        rows.add(row(database.name(), null, database.isDeleted(), hardDeletion));
      }
      for (RetentionPolicy policy : database.policies()) {
        Long kept = policy.durationNanos() == 0 ? null : Long.valueOf(Math.max(0, policy.durationNanos()));
        rows.add(row(spelled(database, policy), kept, database.isDeleted(), hardDeletion));
      }
    }
    return rows;
  }

  /// Every table of every database, deleted ones among them.
  static RowsRelation tables(CatalogState state) {
    return new RowsRelation(
        List.of(
            Rows.text("database_name"), Rows.text("table_name"), Rows.unsigned("column_count"),
            Rows.text("series_key_columns"), Rows.unsigned("last_cache_count"), Rows.unsigned("distinct_cache_count"),
            Rows.flag("deleted"), Rows.instantUtc("hard_deletion_time")),
        () -> tableRows(state));
  }

  private static List<List<Object>> tableRows(CatalogState state) {
    List<List<Object>> rows = new ArrayList<>();
    for (Database database : state.databases()) {
      for (RetentionPolicy policy : database.policies()) {
        for (Table table : policy.tables()) {
          String seriesKey = table.tags().stream().map(Column::name).collect(Collectors.joining(", "));
          boolean isDeleted = table.deletion().isPresent() || database.isDeleted();
          Long hardDeletion = table.deletion().isPresent() ? hardDeletion(table.deletion().get()) : hardDeletion(database);
          rows.add(row(
              spelled(database, policy), table.name(), table.columns().size() + 1L, seriesKey,
              (long) table.lastCaches().size(), (long) table.distinctCaches().size(), isDeleted, hardDeletion));
        }
      }
    }
    return rows;
  }

  /// @param withHash false when the server was started without authentication: the column is left out then
  static RowsRelation tokens(CatalogState state, boolean withHash) {
    List<millrace.sql.SqlColumn> columns = new ArrayList<>(List.of(
        Rows.unsigned("token_id"), Rows.text("name"), Rows.text("hash"), Rows.instant("created_at"),
        Rows.text("description"), Rows.unsigned("created_by_token_id"), Rows.instant("updated_at"),
        Rows.unsigned("updated_by_token_id"), Rows.instant("expiry"), Rows.text("permissions")));
    if (!withHash) {
      columns.remove(2);
    }
    return new RowsRelation(columns, () -> state.tokens().stream()
        .sorted(Comparator.comparingLong(Token::id))
        .map(token -> tokenRow(token, withHash))
        .toList());
  }

  private static List<Object> tokenRow(Token token, boolean withHash) {
    List<Object> cells = new ArrayList<>(row(
        token.id(), token.name(), token.sha512Hex().substring(0, HASH_CHARACTERS),
        Rows.millisAsNanos(token.createdMillis()), orNull(token.description()), null, null, null,
        token.expiryMillis().isPresent() ? Rows.millisAsNanos(token.expiryMillis().getAsLong()) : null, token.permissions()));
    if (!withHash) {
      cells.remove(2);
    }
    return cells;
  }

  private static String spelled(Database database, RetentionPolicy policy) {
    boolean isDefault = policy.name().equals(database.defaultPolicy());
    return isDefault ? database.name() : database.name() + "/" + policy.name();
  }

  private static Long hardDeletion(Database database) {
    return database.deletion().map(CatalogTables::hardDeletion).orElse(null);
  }

  /// Whole seconds, as the column has them.
  private static Long hardDeletion(Deletion deletion) {
    OptionalLong nanos = deletion.hardDeleteNanos();
    return nanos.isEmpty() ? null : Long.valueOf(Math.floorDiv(nanos.getAsLong(), NANOS_PER_SECOND) * NANOS_PER_SECOND);
  }
}
