package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.datafile.Compression;

/// Files of one table and shard on their way into fewer: noted under the store's lock, written without it. The files
/// are held until it is closed.
record Merge(
    TableContents table, ShardContents contents, CompactionPlanner.Plan plan, List<FileHandle> inputs, ShardView view,
    List<Column> columns, long cleanGeneration) implements AutoCloseable {
  /// Notes a plan for a shard, if there is one. The caller holds the store's lock.
  static Optional<Merge> begin(
      TableContents table, ShardContents contents, List<Column> columns, CompactionPlanner planner, long nowNanos) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    return planner
        .plan(
            contents.shard(), contents.storedFiles(), table.tombstones(), nowNanos, contents.isTakingRows(nowNanos))
        .map(plan -> note(table, contents, columns, plan));
  }

  private static Merge note(
      TableContents table, ShardContents contents, List<Column> columns, CompactionPlanner.Plan plan) {
    List<FileHandle> inputs =
        contents.files().stream().filter(handle -> plan.files().contains(handle.file())).toList();
    inputs.forEach(FileHandle::acquire);
    List<Source> sources = inputs.reversed().stream().<Source>map(contents::source).toList();
    ShardView view = new ShardView(contents.shard(), sources, List.copyOf(table.tombstones()), TimeSpan.ALL);
    long clean = table.tombstones().stream().mapToLong(Tombstone::generation).max().orElse(0);
    return new Merge(table, contents, plan, inputs, view, columns, clean);
  }

  /// Writes the merged files.
  List<StoredFile> write(long fileBytes, Snapshot.FileTaker taker) {
    StoredFile first = plan.files().getFirst();
    StoredFile outline = StoredFile.outline(
        first.databaseId(), first.tableId(), first.shardId(), plan.level(), plan.generation(), cleanGeneration);
    List<StoredFile> written = new ArrayList<>();
    new ShardFiles(Compression.ZSTD, fileBytes, taker::scratch)
        .write(view, table.registry(), columns, file -> written.add(taker.put(file, outline, contents.shard())));
    return written;
  }

  @Override
  public void close() {
    inputs.forEach(FileHandle::release);
  }
}
