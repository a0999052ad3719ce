package millrace.store.caches;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.base.TimeSpan;
import millrace.catalog.DistinctCache;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.SeriesSet;

/// The combinations of values that were written, each with the newest time of its rows.
final class LiveDistinctCache implements Live {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final Comparator<List<String>> BY_VALUES = LiveDistinctCache::compare;

  private final DistinctCache definition;
  /// A combination has `null` where a row had no value.
  private final Map<List<String>, Long> newest = new HashMap<>();

  LiveDistinctCache(DistinctCache definition) {
    this.definition = definition;
  }

  @Override
  public synchronized void add(Table table, RowValues rows, long cameNanos) {
    List<Column> columns = LiveLastCache.byId(table, definition.columns());
    if (columns.size() < definition.columns().size()) {
      return;
    }
    for (int row = 0; row < rows.rows(); row++) {
      List<String> combination = new ArrayList<>(columns.size());
      for (Column column : columns) {
        combination.add((String) rows.value(row, column).orElse(null));
      }
      newest.merge(combination, rows.timeNanos(row), Math::max);
    }
    // Sorting is for once in a while.
    if (newest.size() > definition.maxCardinality() + definition.maxCardinality() / 8 + 64) {
      prune();
    }
  }

  private void prune() {
    long surplus = newest.size() - definition.maxCardinality();
    newest.entrySet().stream()
        .sorted(Map.Entry.<List<String>, Long>comparingByValue().thenComparing(Map.Entry::getKey, BY_VALUES))
        .limit(Math.max(0, surplus))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(newest::remove);
  }

  /// The combinations that are not too old, ascending; `null` before any value.
  synchronized List<List<String>> combinations(long nowNanos) {
    evict(nowNanos);
    return newest.keySet().stream().sorted(BY_VALUES).toList();
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = Comparator.nullsFirst(Comparator.<String>naturalOrder()).compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public List<Column> columns(Table table) {
    return LiveLastCache.byId(table, definition.columns());
  }

  /// Older rows may have any combination.
  @Override
  public boolean isComplete(Table table, SeriesSet series) {
    return false;
  }

  @Override
  public synchronized boolean remove(Table table, Removed removed) {
    List<Column> columns = columns(table);
    return newest.entrySet().removeIf(
        entry -> removed.mayHave(entry.getValue(), columns, column -> entry.getKey().get(columns.indexOf(column))));
  }

  @Override
  public TimeSpan wanted(long nowNanos) {
    return new TimeSpan(nowNanos - ageNanos(), Long.MAX_VALUE);
  }

  @Override
  public synchronized void evict(long nowNanos) {
    newest.values().removeIf(time -> time <= nowNanos - ageNanos());
    prune();
  }

  private long ageNanos() {
    return definition.maxAgeSeconds() > Long.MAX_VALUE / NANOS_PER_SECOND / 4
        ? Long.MAX_VALUE / 4
        : definition.maxAgeSeconds() * NANOS_PER_SECOND;
  }
}
