package millrace.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;

/// What the store has of one table: its series, its rows by shard, its tombstones.
///
/// Threads: guarded by the store's lock.
final class TableContents {
  private final long tableId;
  private final long databaseId;
  private final long policyId;
  private final SeriesRegistry registry = new SeriesRegistry();
  private final Map<Long, ShardContents> shards = new HashMap<>();
  private final List<Tombstone> tombstones = new ArrayList<>();

  /// Made when somebody asks, until a shard comes or goes.
  private Optional<List<ShardContents>> ordered = Optional.empty();

  /// Made when somebody asks, until a file comes or goes.
  private Optional<List<ShardContents.Files>> files = Optional.empty();

  private final TableReaders readers = new TableReaders();

  /// Those with rows in memory.
  private final Set<ShardContents> buffered = new LinkedHashSet<>();

  /// Those with files among which there may be something to merge.
  private final Set<ShardContents> unsettled = new LinkedHashSet<>();

  private final Map<ColumnKey, Column> columns = new HashMap<>();

  private record ColumnKey(String name, ColumnType type) {}

  TableContents(long tableId, long databaseId, long policyId) {
    this.tableId = tableId;
    this.databaseId = databaseId;
    this.policyId = policyId;
  }

  long tableId() {
    return tableId;
  }

  long databaseId() {
    return databaseId;
  }

  long policyId() {
    return policyId;
  }

  SeriesRegistry registry() {
    return registry;
  }

  List<Tombstone> tombstones() {
    return tombstones;
  }

  /// Ascending by time.
  List<ShardContents> shards() {
    if (ordered.isEmpty()) {
      List<ShardContents> all = new ArrayList<>(shards.values());
      all.sort(Comparator.comparingLong(contents -> contents.shard().span().startNanos()));
      ordered = Optional.of(List.copyOf(all));
    }
    return ordered.get();
  }

  /// The shards with rows in memory.
  Set<ShardContents> buffered() {
    return Collections.unmodifiableSet(buffered);
  }

  /// The shards to be looked at for something to merge, for the caller to take out those that have nothing.
  Set<ShardContents> unsettled() {
    return unsettled;
  }

  /// The files as they are now, ascending by time; whoever reads them is noted among the [#readers] in the same step.
  List<ShardContents.Files> files() {
    if (files.isEmpty()) {
      files = Optional.of(shards().stream().map(ShardContents::listed).toList());
    }
    return files.get();
  }

  TableReaders readers() {
    return readers;
  }

  private void filesChanged(ShardContents contents) {
    files = Optional.empty();
    unsettled.add(contents);
  }

  private void shardsChanged() {
    ordered = Optional.empty();
    files = Optional.empty();
  }

  Optional<ShardContents> shardAt(long instantNanos) {
    List<ShardContents> all = shards();
    int at = ShardSpans.firstEndingAfter(instantNanos, all.size(), i -> all.get(i).shard());
    return at < all.size() && all.get(at).shard().span().contains(instantNanos)
        ? Optional.of(all.get(at))
        : Optional.empty();
  }

  /// Appends the rows of a batch to their shards' logs.
  ///
  /// @return bytes taken, roughly
  long append(TableRows rows, ShardMap shardMap, Generations generations, StoreSchema schema) {
    int[] ordinals = new int[rows.seriesKeys().size()];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = registry.ordinal(rows.seriesKeys().get(i));
    }
    List<Column> fields = rows.fields().stream().map(field -> column(field, schema)).toList();
    long bytes = 0;
    for (ShardRows part : split(rows, shardMap, schema)) {
      ShardContents contents = shard(part.shard);
      bytes += contents.append(generations, rows, part.rows, part.count, ordinals, fields);
      buffered.add(contents);
    }
    return bytes;
  }

  /// Adds a tombstone over everything written so far.
  Tombstone delete(Optional<List<SeriesKey>> keys, TimeSpan span, Generations generations) {
    buffered.forEach(ShardContents::rotate);
    return addTombstone(generations.next(), keys, span);
  }

  /// Adds a tombstone over everything of an earlier generation.
  Tombstone addTombstone(long generation, Optional<List<SeriesKey>> keys, TimeSpan span) {
    Tombstone tombstone = new Tombstone(generation, span, keys.map(this::ordinals));
    tombstones.add(tombstone);
    shards.values().stream().filter(contents -> contents.shard().span().overlaps(span)).forEach(unsettled::add);
    return tombstone;
  }

  void removeTombstone(Tombstone tombstone) {
    tombstones.remove(tombstone);
  }

  /// Lets go of tombstones that no file or log here is older than.
  void removeSpentTombstones() {
    tombstones.removeIf(
        tombstone ->
            shards.values().stream()
                .noneMatch(contents -> contents.hasOlderThan(tombstone.generation())));
  }

  ShardContents shard(Shard shard) {
    return shards.computeIfAbsent(shard.id(), id -> {
      shardsChanged();
      return new ShardContents(shard, readers, this::filesChanged);
    });
  }

  /// Lets go of rows in memory that are in files now, or deleted.
  void removeLogs(ShardContents contents, List<RowLog> logs) {
    contents.removeLogs(logs);
    if (!contents.hasLogs()) {
      buffered.remove(contents);
    }
  }

  void removeIfEmpty(ShardContents contents) {
    if (contents.isEmpty() && shards.remove(contents.shard().id(), contents)) {
      unsettled.remove(contents);
      shardsChanged();
    }
  }

  /// Keys that the table does not have get a number all the same; a series without rows shows nowhere.
  private BitSet ordinals(List<SeriesKey> keys) {
    BitSet found = new BitSet();
    keys.forEach(key -> found.set(registry.ordinal(key)));
    return found;
  }

  private Column column(FieldRows field, StoreSchema schema) {
    return columns.computeIfAbsent(
        new ColumnKey(field.name(), field.type()),
        key ->
            schema.columns(tableId).stream()
                .filter(column -> column.name().equals(key.name) && column.type() == key.type)
                .findFirst()
                .orElseThrow(
                    () -> new IllegalStateException(
                        "table " + tableId + " has no column " + key.name + " of type " + key.type)));
  }

  private static final class ShardRows {
    private final Shard shard;
    private int[] rows;
    private int count;

    private ShardRows(Shard shard, int capacity) {
      this.shard = shard;
      this.rows = new int[capacity];
    }

    private void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = row;
    }
  }

  /// Cuts a batch by shard, keeping the order of rows within each. Most batches are of one shard.
  private Collection<ShardRows> split(TableRows rows, ShardMap shardMap, StoreSchema schema) {
    Map<Long, ShardRows> parts = new HashMap<>();
    ShardRows current = null;
    for (int row = 0; row < rows.rowCount(); row++) {
      long time = rows.timesNanos()[row];
      if (current == null || !current.shard.span().contains(time)) {
        Shard shard = shardMap.shardFor(databaseId, policyId, time, schema.shardNanos(policyId));
        int capacity = parts.isEmpty() ? rows.rowCount() : 16;
        current = parts.computeIfAbsent(shard.id(), id -> new ShardRows(shard, capacity));
      }
      current.add(row);
    }
    return parts.values();
  }
}
