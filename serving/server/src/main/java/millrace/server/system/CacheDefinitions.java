package millrace.server.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.sql.RowsRelation;
import millrace.store.caches.ValueCaches;

/// `system.last_caches` and `system.distinct_caches`. Source: specification of the server 9.2.
final class CacheDefinitions {
  private CacheDefinitions() {}

  static RowsRelation last(Optional<RetentionPolicy> policy) {
    return new RowsRelation(
        List.of(
            Rows.text("table"), Rows.text("name"), Rows.numbers("key_column_ids"), Rows.texts("key_column_names"),
            Rows.numbers("value_column_ids"), Rows.texts("value_column_names"), Rows.unsigned("count"),
            Rows.unsigned("ttl")),
        () -> {
          List<List<Object>> rows = new ArrayList<>();
          tables(policy).forEach(table -> table.lastCaches().forEach(cache -> rows.add(row(table, cache))));
          return rows;
        });
  }

  private static List<Object> row(Table table, LastCache cache) {
    List<Column> keys = ValueCaches.keyColumns(cache, table);
    // A cache of all columns names none.
    Optional<List<Column>> values = cache.valueColumns().map(_ -> ValueCaches.valueColumns(cache, table));
    return Rows.row(
        table.name(), cache.name(), ids(keys), names(keys), values.map(CacheDefinitions::ids).orElse(null),
        values.map(CacheDefinitions::names).orElse(null), cache.count(), cache.ttlSeconds());
  }

  static RowsRelation distinct(Optional<RetentionPolicy> policy) {
    return new RowsRelation(
        List.of(
            Rows.text("table"), Rows.text("name"), Rows.numbers("column_ids"), Rows.texts("column_names"),
            Rows.unsigned("max_cardinality"), Rows.unsigned("max_age_seconds")),
        () -> {
          List<List<Object>> rows = new ArrayList<>();
          tables(policy).forEach(table -> table.distinctCaches().forEach(cache -> rows.add(row(table, cache))));
          return rows;
        });
  }

  private static List<Object> row(Table table, DistinctCache cache) {
    List<Column> columns = ValueCaches.columns(cache, table);
    return Rows.row(
        table.name(), cache.name(), ids(columns), names(columns), cache.maxCardinality(), cache.maxAgeSeconds());
  }

  private static List<Table> tables(Optional<RetentionPolicy> policy) {
    return policy.map(found -> found.tables().stream().filter(table -> table.deletion().isEmpty()).toList())
        .orElse(List.of());
  }

  private static List<Object> ids(List<Column> columns) {
    return columns.stream().<Object>map(column -> (long) column.id()).toList();
  }

  private static List<Object> names(List<Column> columns) {
    return columns.stream().<Object>map(Column::name).toList();
  }
}
