package millrace.store.caches;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.base.TimeSpan;
import millrace.catalog.LastCache;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesSet;

/// The newest rows by key. A row without a value of a key column is not kept, nor one whose time a kept row has; a late
/// one finds its place where more than one row is kept.
final class LiveLastCache implements Live {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final LastCache definition;
  /// Newest first.
  private final Map<List<Object>, List<CachedRow>> rowsByKey = new HashMap<>();

  LiveLastCache(LastCache definition) {
    this.definition = definition;
  }

  /// The key columns of a cache.
  static List<Column> keys(LastCache definition, Table table) {
    return byId(table, definition.keyColumns());
  }

  /// The value columns of a cache, in the order they were made.
  static List<Column> values(LastCache definition, Table table) {
    return definition.valueColumns()
        .map(ids -> table.columns().stream().filter(column -> ids.contains(column.id())).toList())
        .orElseGet(() -> table.columns().stream()
            .filter(column -> !definition.keyColumns().contains(column.id()))
            .toList());
  }

  static List<Column> byId(Table table, List<Integer> ids) {
    return ids.stream()
        .flatMap(id -> table.columns().stream().filter(column -> column.id() == id))
        .toList();
  }

  @Override
  public synchronized void add(Table table, RowValues rows, long cameNanos) {
    List<Column> keys = keys(definition, table);
    if (keys.size() < definition.keyColumns().size()) {
      return;
    }
    List<Column> values = values(definition, table);
    for (int row = 0; row < rows.rows(); row++) {
      add(keys, values, rows, row, cameNanos);
    }
  }

  private void add(List<Column> keys, List<Column> values, RowValues rows, int row, long cameNanos) {
    List<Object> key = new ArrayList<>(keys.size());
    for (Column column : keys) {
      Optional<Object> value = rows.value(row, column);
      if (value.isEmpty()) {
        return;
      }
      key.add(value.get());
    }
    List<CachedRow> kept = rowsByKey.computeIfAbsent(key, _ -> new ArrayList<>(1));
    long time = rows.timeNanos(row);
    int at = 0;
    while (at < kept.size() && kept.get(at).timeNanos() > time) {
      at++;
    }
    if (at >= definition.count() || (at < kept.size() && kept.get(at).timeNanos() == time)) {
      return;
    }
    Map<Column, Object> cells = new HashMap<>();
    for (Column column : values) {
      rows.value(row, column).ifPresent(value -> cells.put(column, value));
    }
    kept.add(at, new CachedRow(time, cameNanos == AT_ITS_TIME ? time : cameNanos, cells));
    if (kept.size() > definition.count()) {
      kept.removeLast();
    }
  }

  /// Rows by key that are not expired, newest first for each key; keys ascending.
  synchronized List<Map.Entry<List<Object>, CachedRow>> rows(long nowNanos) {
    List<Map.Entry<List<Object>, CachedRow>> found = new ArrayList<>();
    rowsByKey.entrySet().stream()
        .sorted((a, b) -> compare(a.getKey(), b.getKey()))
        .forEach(entry -> entry.getValue().stream()
            .filter(row -> !isExpired(row, nowNanos))
            .forEach(row -> found.add(Map.entry(entry.getKey(), row))));
    return found;
  }

  /// Values of one key column have one type.
  @SuppressWarnings("unchecked")
  private static int compare(List<Object> a, List<Object> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = ((Comparable<Object>) a.get(i)).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public List<Column> columns(Table table) {
    return Stream.of(keys(definition, table), values(definition, table)).flatMap(List::stream).distinct().toList();
  }

  /// Where tags are the key, the series say which keys there are.
  @Override
  public synchronized boolean isComplete(Table table, SeriesSet series) {
    List<Column> keys = keys(definition, table);
    if (keys.stream().anyMatch(column -> column.type() != ColumnType.TAG)) {
      return false;
    }
    for (int ordinal : series.sorted()) {
      List<Object> key = new ArrayList<>(keys.size());
      keys.forEach(column -> series.tagValue(ordinal, column.name()).ifPresent(key::add));
      if (key.size() == keys.size() && rowsByKey.getOrDefault(key, List.of()).size() < definition.count()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public synchronized boolean remove(Table table, Removed removed) {
    List<Column> keys = keys(definition, table);
    List<Column> columns = columns(table);
    boolean hadSome = false;
    for (Map.Entry<List<Object>, List<CachedRow>> entry : rowsByKey.entrySet()) {
      hadSome |= entry.getValue().removeIf(row -> removed.mayHave(row.timeNanos(), columns, column -> {
        int place = keys.indexOf(column);
        return place >= 0 ? entry.getKey().get(place) : row.values().get(column);
      }));
    }
    rowsByKey.values().removeIf(Collection::isEmpty);
    return hadSome;
  }

  @Override
  public TimeSpan wanted(long nowNanos) {
    return new TimeSpan(nowNanos - lifetimeNanos(), Long.MAX_VALUE);
  }

  @Override
  public synchronized void evict(long nowNanos) {
    rowsByKey.values().forEach(kept -> kept.removeIf(row -> isExpired(row, nowNanos)));
    rowsByKey.values().removeIf(Collection::isEmpty);
  }

  private boolean isExpired(CachedRow row, long nowNanos) {
    return nowNanos - row.cameNanos() >= lifetimeNanos();
  }

  private long lifetimeNanos() {
    return definition.ttlSeconds() > Long.MAX_VALUE / NANOS_PER_SECOND / 4
        ? Long.MAX_VALUE / 4
        : definition.ttlSeconds() * NANOS_PER_SECOND;
  }
}
