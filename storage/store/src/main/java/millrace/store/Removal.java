package millrace.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;

/// A deletion under way: its tombstones are in memory already, so that readers honour it, and it is taken back if it
/// cannot be made durable. It is about what was there when it began; rows written meanwhile go to new logs.
///
/// Threads: guarded by the store's lock.
final class Removal {
  private final TimeSpan span;
  private final Optional<List<SeriesKey>> keys;
  private final Map<TableContents, Tombstone> tombstones = new LinkedHashMap<>();
  private final List<Removed> removed = new ArrayList<>();

  /// What one table had in one shard.
  private record Removed(TableContents table, ShardContents contents, List<RowLog> logs, List<FileHandle> files) {}

  private Removal(TimeSpan span, Optional<List<SeriesKey>> keys) {
    this.span = span;
    this.keys = keys;
  }

  static Removal begin(List<TableContents> tables, RemovalScope scope, Generations generations) {
    Removal removal = new Removal(scope.span(), scope.keys());
    for (TableContents table : tables) {
      List<ShardContents> touched =
          table.shards().stream()
              .filter(contents -> scope.shards().test(contents.shard()))
              .filter(contents -> contents.shard().span().overlaps(scope.span()))
              .toList();
      if (!touched.isEmpty()) {
        removal.tombstones.put(table, table.delete(scope.keys(), scope.span(), generations));
      }
      for (ShardContents contents : touched) {
        removal.removed.add(new Removed(table, contents, contents.sealed(), contents.files()));
      }
    }
    return removal;
  }

  boolean isEmpty() {
    return tombstones.isEmpty();
  }

  List<StoredTombstone> stored(LogPosition position) {
    List<StoredTombstone> stored = new ArrayList<>();
    tombstones.forEach(
        (table, tombstone) ->
            stored.add(
                new StoredTombstone(
                    table.tableId(), table.databaseId(), table.policyId(), tombstone.generation(), position, span,
                    keys)));
    return stored;
  }

  void undo() {
    tombstones.forEach(TableContents::removeTombstone);
  }

  boolean hasFile(StoredFile file) {
    return removed.stream().anyMatch(one -> one.files.stream().anyMatch(handle -> handle.file().equals(file)));
  }

  List<FileHandle> files() {
    return removed.stream().flatMap(one -> one.files.stream()).toList();
  }

  /// Lets go of logs and files that are removed whole, and of the tombstones, which have nothing left to cover.
  ///
  /// @return buffered bytes freed
  long forget() {
    long bytes = 0;
    for (Removed one : removed) {
      bytes += one.logs.stream().mapToLong(RowLog::sizeBytes).sum();
      one.table.removeLogs(one.contents, one.logs);
      one.contents.removeFiles(one.files);
      one.table.removeIfEmpty(one.contents);
    }
    tombstones.forEach(TableContents::removeTombstone);
    return bytes;
  }
}
