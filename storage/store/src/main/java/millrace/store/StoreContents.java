package millrace.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import millrace.columns.Column;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// Everything a store has in memory: tables, shards, the place in the log, and the manifest that counts.
///
/// Threads: every call is made with this object's monitor held, by callers who often need several calls to be one
/// step. It is held while a batch is appended or a reader notes what there is, never during I/O.
final class StoreContents {
  private final StoreSchema schema;
  private final FileStorage files;
  private final Map<Long, TableContents> tables = new HashMap<>();
  private final ShardMap shardMap = new ShardMap();
  private final Generations generations = new Generations();
  private final ReplayedDeletions replayedDeletions;
  private Manifest manifest;
  private LogPosition position;
  private boolean isReplayOver;
  private long bufferedBytes;
  private int bufferedSegments;

  StoreContents(Manifest manifest, StoreSchema schema, FileStorage files) {
    this.manifest = manifest;
    this.schema = schema;
    this.files = files;
    this.position = manifest.covered();
    this.replayedDeletions = new ReplayedDeletions(manifest);
    restore();
  }

  private void restore() {
    generations.passed(manifest.lastGeneration());
    manifest.tombstones().forEach(tombstone -> generations.passed(tombstone.generation()));
    shardMap.restoreNextId(manifest.nextShardId());
    manifest.shards().values().forEach(shardMap::restore);
    for (StoredFile file : manifest.files()) {
      Shard shard = manifest.shards().get(file.shardId());
      TableContents table = table(file.tableId(), file.databaseId(), shard.policyId());
      table.shard(shard).addFile(files.open(file, shard, table.registry()), schema.columns(file.tableId()));
    }
    for (StoredTombstone stored : manifest.tombstones()) {
      if (stored.position().compareTo(manifest.covered()) <= 0) {
        table(stored.tableId(), stored.databaseId(), stored.policyId())
            .addTombstone(stored.generation(), stored.keys(), stored.span());
      }
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /// Makes a stored manifest the one that counts.
  void become(Manifest stored) {
    manifest = stored;
  }

  /// What the next manifest starts from.
  Manifest nextManifest() {
    return manifest.next(generations.last(), files.nextFileId(), shardMap.nextId());
  }

  LogPosition position() {
    return position;
  }

  long bufferedBytes() {
    return bufferedBytes;
  }

  int bufferedSegments() {
    return bufferedSegments;
  }

  ShardMap shardMap() {
    return shardMap;
  }

  Collection<TableContents> tables() {
    return tables.values();
  }

  Optional<TableContents> table(long tableId) {
    return Optional.ofNullable(tables.get(tableId));
  }

  List<Shard> shardsWhere(Predicate<Shard> wanted) {
    return shardMap.all().stream().filter(wanted).toList();
  }

  /// The shards whose rows have all outlived their policy.
  List<Shard> expired() {
    return shardMap.endedBy(schema::cutoffNanos);
  }

  /// Appends a batch, unless the files have it already.
  ///
  /// @param place never less than in an earlier call
  void append(WriteBatch batch, LogPosition place) {
    if (place.compareTo(manifest.covered()) <= 0) {
      if (isReplayOver) {
        throw new IllegalStateException("the log went back to " + place + ", files cover " + manifest.covered());
      }
      return;
    }
    replayedDeletions.before(place).forEach(this::replay);
    if (place.sequence() != position.sequence()) {
      bufferedSegments++;
    }
    position = place;
    for (TableRows rows : batch.tables()) {
      if (rows.rowCount() > 0 && !schema.columns(rows.tableId()).isEmpty()) {
        TableContents table = table(rows.tableId(), batch.databaseId(), batch.policyId());
        bufferedBytes += table.append(rows, shardMap, generations, schema);
      }
    }
  }

  /// Applies every deletion that replay has not come to: whoever looks at the contents takes replay to be over.
  void settleDeletions() {
    replayedDeletions.rest().forEach(this::replay);
  }

  void endReplay() {
    settleDeletions();
    isReplayOver = true;
  }

  /// Begins a removal of rows of some tables.
  Removal beginRemoval(RemovalScope scope) {
    settleDeletions();
    List<TableContents> found = tables.values().stream().filter(scope.tables()).toList();
    return Removal.begin(found, scope, generations);
  }

  /// Lets go of what a removal of whole shards of tables has removed.
  void forget(Removal removal) {
    bufferedBytes -= removal.forget();
    tables.values().removeIf(table -> table.shards().isEmpty());
    Set<Shard> used = tables.values().stream()
        .flatMap(table -> table.shards().stream())
        .map(ShardContents::shard)
        .collect(Collectors.toSet());
    shardMap.all().stream().filter(shard -> !used.contains(shard)).forEach(shardMap::remove);
  }

  /// Begins a snapshot of all that is buffered, deletions before it applied; replay may go on after it.
  Snapshot beginSnapshot() {
    replayedDeletions.upTo(position).forEach(this::replay);
    return Snapshot.begin(tables.values(), schema, position, bufferedSegments);
  }

  /// Puts the files of a snapshot in place of its logs. The manifest lists them already.
  void install(Snapshot snapshot, List<StoredFile> written) {
    for (Snapshot.Part part : snapshot.parts()) {
      part.table().removeLogs(part.contents(), part.logs());
      part.table().removeIfEmpty(part.contents());
    }
    install(written);
    bufferedBytes -= snapshot.sizeBytes();
    bufferedSegments -= snapshot.segments();
    tables.values().forEach(TableContents::removeSpentTombstones);
  }

  Optional<Merge> beginMerge(CompactionPlanner planner, long nowNanos) {
    for (TableContents table : tables.values()) {
      List<Column> columns = schema.columns(table.tableId());
      for (Iterator<ShardContents> unsettled = table.unsettled().iterator(); unsettled.hasNext(); ) {
        ShardContents contents = unsettled.next();
        Optional<Merge> merge = Merge.begin(table, contents, columns, planner, nowNanos);
        if (merge.isPresent()) {
          return merge;
        }
        boolean isTakingRows = contents.isTakingRows(nowNanos);
        if (!columns.isEmpty()
            && planner.isSettled(contents.shard(), contents.storedFiles(), nowNanos, isTakingRows)) {
          unsettled.remove();
        }
      }
    }
    return Optional.empty();
  }

  /// Puts the files of a merge in place of its inputs. The manifest lists them already.
  void install(Merge merge, List<StoredFile> written) {
    merge.contents().removeFiles(merge.inputs());
    install(written);
    merge.table().removeSpentTombstones();
    merge.table().removeIfEmpty(merge.contents());
  }

  /// Takes files out.
  void remove(List<FileHandle> handles) {
    for (TableContents table : tables.values()) {
      table.shards().forEach(contents -> contents.removeFiles(handles));
      table.shards().forEach(table::removeIfEmpty);
    }
  }

  /// What has been set aside of a table.
  List<Unread> setAside(long tableId) {
    return manifest.damaged().stream()
        .filter(file -> file.tableId() == tableId)
        .map(file -> new Unread(
            "data file " + name(file) + " is damaged and set aside", file.minNanos(), file.maxNanos()))
        .toList();
  }

  List<FileDescription> describeFiles() {
    List<FileDescription> described = new ArrayList<>();
    manifest.files().forEach(file -> described.add(describe(file, false)));
    manifest.damaged().forEach(file -> described.add(describe(file, true)));
    return described;
  }

  String name(StoredFile file) {
    return files.name(file, manifest.shards().get(file.shardId()));
  }

  private void install(List<StoredFile> written) {
    for (StoredFile file : written) {
      TableContents table = tables.get(file.tableId());
      Shard shard = manifest.shards().get(file.shardId());
      table.shard(shard).addFile(files.open(file, shard, table.registry()), schema.columns(file.tableId()));
    }
  }

  private FileDescription describe(StoredFile file, boolean isDamaged) {
    return FileDescription.of(file, manifest.shards().get(file.shardId()), files.prefix(), isDamaged);
  }

  /// Holds every file of a database.
  List<FileHandle> hold(long databaseId) {
    List<FileHandle> held = tables.values().stream()
        .filter(table -> table.databaseId() == databaseId)
        .flatMap(table -> table.shards().stream())
        .flatMap(contents -> contents.files().stream())
        .toList();
    held.forEach(FileHandle::acquire);
    return held;
  }

  /// Makes room among generations for those of a backup.
  ///
  /// @param last the greatest among them
  /// @return what is to be added to each
  long makeRoom(long last) {
    long before = generations.last();
    generations.passed(before + last);
    return before;
  }

  long newShardId() {
    long id = shardMap.nextId();
    shardMap.restoreNextId(id + 1);
    return id;
  }

  /// Shows files that came from elsewhere, and the deletions over them. The manifest lists them already.
  void adopt(List<StoredFile> adopted, List<StoredTombstone> deletions) {
    for (StoredFile file : adopted) {
      Shard shard = manifest.shards().get(file.shardId());
      shardMap.restore(shard);
      TableContents table = table(file.tableId(), file.databaseId(), shard.policyId());
      table.shard(shard).addFile(files.open(file, shard, table.registry()), schema.columns(file.tableId()));
    }
    for (StoredTombstone deletion : deletions) {
      table(deletion.tableId(), deletion.databaseId(), deletion.policyId())
          .addTombstone(deletion.generation(), deletion.keys(), deletion.span());
    }
  }

  private void replay(StoredTombstone deletion) {
    table(deletion.tableId(), deletion.databaseId(), deletion.policyId())
        .delete(deletion.keys(), deletion.span(), generations);
  }

  private TableContents table(long tableId, long databaseId, long policyId) {
    return tables.computeIfAbsent(tableId, id -> new TableContents(id, databaseId, policyId));
  }
}
