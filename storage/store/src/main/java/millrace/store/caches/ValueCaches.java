package millrace.store.caches;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import millrace.base.Clock;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.TableSource;
import millrace.columns.WriteBatch;
import millrace.store.RemovalListener;
import millrace.store.SeriesSelection;
import millrace.store.Shard;

/// The contents of all last value and distinct value caches. A cache that begins is filled with the stored rows its
/// lifetime reaches back to, so it answers right after it was made and after a restart; then it follows the writes and the
/// removals.
///
/// Threads: any. [#written] is called in the order of the log, after the store has the rows.
public final class ValueCaches implements RemovalListener {
  private final Supplier<CatalogState> catalog;
  private final TableSource tables;
  private final Clock clock;
  /// Guards changes of `state`.
  private final Object following = new Object();
  private volatile State state = new State(Map.of(), Map.of());

  /// @param byId caches by the catalog's id
  /// @param byTable caches by their table's id
  private record State(Map<Long, Live> byId, Map<Long, List<Live>> byTable) {}

  private record Defined(Table table, long id, Live fresh) {}

  /// @param tables what is stored
  public ValueCaches(Supplier<CatalogState> catalog, TableSource tables, Clock clock) {
    this.catalog = catalog;
    this.tables = tables;
    this.clock = clock;
  }

  /// Takes in what was written.
  public void written(WriteBatch batch) {
    State now = state;
    if (now.byTable.isEmpty()) {
      return;
    }
    for (TableRows rows : batch.tables()) {
      List<Live> caches = now.byTable.getOrDefault(rows.tableId(), List.of());
      if (!caches.isEmpty()) {
        Optional<Table> table = table(batch, rows.tableId(), rows.table());
        table.ifPresent(known -> caches.forEach(cache -> cache.add(known, RowValues.of(rows), clock.nowNanos())));
      }
    }
  }

  private Optional<Table> table(WriteBatch batch, long tableId, String name) {
    return catalog.get().databases().stream()
        .filter(database -> database.id() == batch.databaseId())
        .flatMap(database -> database.policies().stream())
        .filter(policy -> policy.id() == batch.policyId())
        .flatMap(policy -> policy.table(name).stream())
        .filter(table -> table.id() == tableId)
        .findFirst();
  }

  /// Begins the caches the catalog has since got and forgets those it has lost. Blocks until new ones are filled.
  public void follow() {
    List<Defined> begun = new ArrayList<>();
    synchronized (following) {
      Map<Long, Live> byId = new HashMap<>();
      Map<Long, List<Live>> byTable = new HashMap<>();
      for (Defined defined : defined(catalog.get())) {
        Live known = state.byId.get(defined.id);
        if (known == null) {
          begun.add(defined);
        }
        Live live = known == null ? defined.fresh : known;
        byId.put(defined.id, live);
        byTable.computeIfAbsent(defined.table.id(), _ -> new ArrayList<>()).add(live);
      }
      // Writes reach the new ones from here on; what was stored before is read below. A row that comes twice is kept once.
      state = new State(Map.copyOf(byId), Map.copyOf(byTable));
      begun.forEach(defined -> fill(defined.table, defined.fresh));
    }
  }

  private static List<Defined> defined(CatalogState catalog) {
    List<Defined> all = new ArrayList<>();
    for (Database database : catalog.databases()) {
      for (RetentionPolicy policy : database.isDeleted() ? List.<RetentionPolicy>of() : database.policies()) {
        for (Table table : policy.tables()) {
          table.lastCaches().forEach(cache -> all.add(new Defined(table, cache.id(), new LiveLastCache(cache))));
          table.distinctCaches().forEach(cache -> all.add(new Defined(table, cache.id(), new LiveDistinctCache(cache))));
        }
      }
    }
    return all;
  }

  /// Reads shard after shard, the newest first, and each as of its own moment: what a cache has no use for is not read, and
  /// nothing holds the table's files for as long as all of it takes.
  private void fill(Table table, Live cache) {
    for (TimeSpan slice : slices(table, cache.wanted(clock.nowNanos()))) {
      try (TableReader reader = tables.open(table.id())) {
        if (cache.isComplete(table, reader.series())) {
          return;
        }
        read(reader, table, cache, slice);
      }
    }
  }

  private List<TimeSpan> slices(Table table, TimeSpan wanted) {
    try (TableReader reader = tables.open(table.id())) {
      return reader.shards(wanted).reversed().stream().map(shard -> shard.span().intersect(wanted)).toList();
    }
  }

  private static void read(TableReader reader, Table table, Live cache, TimeSpan slice) {
    List<Column> columns = cache.columns(table);
    RowScan scan = new RowScan(reader, columns, slice, series -> true);
    RowBatch batch = scan.newBatch();
    while (scan.next(batch)) {
      cache.add(table, RowValues.of(batch, columns), Live.AT_ITS_TIME);
    }
  }

  /// Takes rows out that are gone from a table, and reads what comes in their place. Blocks for that.
  @Override
  public void rowsRemoved(long tableId, SeriesSelection series, TimeSpan span) {
    Removed removed = new Removed(span, switch (series) {
      case SeriesSelection.All() -> Optional.empty();
      case SeriesSelection.Keys(var keys) -> Optional.of(keys);
    });
    synchronized (following) {
      for (Live cache : state.byTable.getOrDefault(tableId, List.of())) {
        tables(catalog.get()).filter(table -> table.id() == tableId).findFirst().ifPresent(table -> {
          if (cache.remove(table, removed)) {
            fill(table, cache);
          }
        });
      }
    }
  }

  @Override
  public void shardRemoved(Shard shard) {
    catalog.get().databases().stream()
        .flatMap(database -> database.policies().stream())
        .filter(policy -> policy.id() == shard.policyId())
        .flatMap(policy -> policy.tables().stream())
        .forEach(table -> rowsRemoved(table.id(), new SeriesSelection.All(), shard.span()));
  }

  private static Stream<Table> tables(CatalogState catalog) {
    return catalog.databases().stream()
        .flatMap(database -> database.policies().stream())
        .flatMap(policy -> policy.tables().stream());
  }

  /// Drops what is too old everywhere, and follows the catalog.
  public void evict() {
    follow();
    long now = clock.nowNanos();
    state.byId.values().forEach(cache -> cache.evict(now));
  }

  /// The rows of a last value cache that are not expired: values of the key, then the row; keys ascending, newest first.
  public List<Map.Entry<List<Object>, CachedRow>> lastRows(LastCache cache) {
    return live(cache.id()) instanceof LiveLastCache live ? live.rows(clock.nowNanos()) : List.of();
  }

  /// The combinations of a distinct value cache, ascending; `null` stands for no value, before any other.
  public List<List<String>> combinations(DistinctCache cache) {
    return live(cache.id()) instanceof LiveDistinctCache live ? live.combinations(clock.nowNanos()) : List.of();
  }

  private Live live(long id) {
    if (!state.byId.containsKey(id)) {
      follow();
    }
    return state.byId.get(id);
  }

  /// The key columns of a cache, in its order.
  public static List<Column> keyColumns(LastCache cache, Table table) {
    return LiveLastCache.keys(cache, table);
  }

  /// The value columns of a cache, in the order they were made, without `time`.
  public static List<Column> valueColumns(LastCache cache, Table table) {
    return LiveLastCache.values(cache, table);
  }

  /// The columns of a cache, in its order.
  public static List<Column> columns(DistinctCache cache, Table table) {
    return LiveLastCache.byId(table, cache.columns());
  }
}
