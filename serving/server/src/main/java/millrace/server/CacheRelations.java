package millrace.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.sql.CacheTables;
import millrace.sql.Relation;
import millrace.sql.RowsRelation;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.store.caches.CachedRow;
import millrace.store.caches.ValueCaches;

/// The store's caches as SQL sees them. Tags are texts here, as upstream has them.
final class CacheRelations implements CacheTables {
  private final ValueCaches caches;

  CacheRelations(ValueCaches caches) {
    this.caches = caches;
  }

  @Override
  public Relation last(Table table, LastCache cache) {
    List<Column> keys = ValueCaches.keyColumns(cache, table);
    List<Column> values = ValueCaches.valueColumns(cache, table);
    List<SqlColumn> columns = new ArrayList<>();
    keys.forEach(column -> columns.add(shown(column)));
    values.forEach(column -> columns.add(shown(column)));
    columns.add(new SqlColumn("time", SqlType.TIMESTAMP));
    return new RowsRelation(columns, () -> caches.lastRows(cache).stream().map(row -> cells(row, values)).toList());
  }

  private static List<Object> cells(Map.Entry<List<Object>, CachedRow> row, List<Column> values) {
    List<Object> cells = new ArrayList<>(row.getKey());
    values.forEach(column -> cells.add(row.getValue().values().get(column)));
    cells.add(row.getValue().timeNanos());
    return cells;
  }

  @Override
  public Relation distinct(Table table, DistinctCache cache) {
    List<SqlColumn> columns = ValueCaches.columns(cache, table).stream().map(CacheRelations::shown).toList();
    return new RowsRelation(columns, () -> caches.combinations(cache).stream()
        .<List<Object>>map(ArrayList::new)
        .toList());
  }

  private static SqlColumn shown(Column column) {
    return new SqlColumn(column.name(), type(column.type()));
  }

  private static SqlType type(ColumnType type) {
    return switch (type) {
      case TAG, STRING -> SqlType.UTF8;
      case FLOAT -> SqlType.FLOAT64;
      case INTEGER -> SqlType.INT64;
      case UNSIGNED -> SqlType.UINT64;
      case BOOLEAN -> SqlType.BOOLEAN;
    };
  }
}
