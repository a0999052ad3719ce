package millrace.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.TableSource;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log-structured store of one node: takes batches in the order of the write-ahead log, keeps them as row logs and
/// data files, and opens tables for reading.
///
/// **The idea.** Rows go to row logs in memory, one per table and shard. A snapshot writes the logs out as files and then
/// a manifest that lists them; from there on the write-ahead log is not needed up to the snapshot's place in it. Logs,
/// files and tombstones carry generations from one counter: of two values for one point the newer generation wins, and a
/// tombstone covers what is older than it.
///
/// **Restart.** The newest manifest, then replay: the log's owner applies every batch again from
/// [#firstNeededSegment] on, and what the manifest covers is passed over here. Deletions are in the manifest with the
/// place in the log at which they happened, and take effect again at that place.
///
/// **Two locks.** `commitLock` serialises whatever changes the manifest and is held during its I/O. `lock` guards the
/// contents in memory; it is held while a batch is appended or a reader notes what there is, never during I/O. Whoever
/// needs both takes `commitLock` first.
///
/// **Failures.** A snapshot that fails leaves its logs in place, to be written with the next one; a deletion that cannot
/// be made durable is taken back. Files of a failed attempt stay behind unlisted until [#removeOrphans].
///
/// Threads: any. The order of `apply` calls is the order in which writes win.
public final class Store implements TableSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /// So many times the size at which a snapshot is due, writers wait for it.
  private static final int FULL_BUFFERS = 4;

  private final StoreSchema schema;
  private final StoreOptions options;
  private final FileStorage files;
  private final ManifestLog manifests;
  private final CompactionPlanner planner;
  private final Object commitLock = new Object();
  private final Object lock = new Object();
  private volatile LongConsumer coveredListener = segment -> {};

  // Guarded by lock; `manifest` is changed with both locks held.
  private Manifest manifest;
  private final Map<Long, TableContents> tables = new HashMap<>();
  private final ShardMap shardMap = new ShardMap();
  private final Generations generations = new Generations();
  private final ReplayedDeletions replayedDeletions;
  private LogPosition position;
  private boolean isReplayOver;
  private long bufferedBytes;
  private int bufferedSegments;

  /// A store in memory that forgets everything when it is closed.
  public Store(StoreSchema schema) {
    this(new MemoryObjectStore(), schema, StoreOptions.DEFAULT);
  }

  /// Opens a node's store as its newest manifest has it. The write-ahead log is to be replayed before anything else.
  ///
  /// @param objects closed by its owner, after this
  /// @throws MillraceException with code STORE_UNAVAILABLE, or CORRUPT when the newest manifest is damaged
  public Store(ObjectStore objects, StoreSchema schema, StoreOptions options) {
    this.schema = schema;
    this.options = options;
    this.manifests = new ManifestLog(objects, options.prefix());
    this.manifest = manifests.newest();
    this.position = manifest.covered();
    this.files = new FileStorage(objects, options.prefix(), manifest.nextFileId());
    this.planner = new CompactionPlanner(options.levelFiles());
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

  /// The first log segment that replay needs; earlier ones are in the files.
  public long firstNeededSegment() {
    synchronized (lock) {
      return Math.max(1, manifest.covered().sequence());
    }
  }

  /// Is told, after each snapshot, the last log segment that files cover, so that the log can be trimmed.
  public void onCovered(LongConsumer listener) {
    coveredListener = listener;
  }

  /// Makes a batch visible, unless the files have it already. Rows of tables that the schema no longer knows are left
  /// out: they were dropped.
  ///
  /// Blocks for a snapshot when the buffer has outgrown its limit by far.
  ///
  /// @param segment the log segment that has the batch, from 1 on
  /// @param index the batch's place within it, from 0 on; places never go back
  public void apply(WriteBatch batch, long segment, int index) {
    LogPosition place = new LogPosition(segment, index);
    relieve();
    synchronized (lock) {
      if (place.compareTo(manifest.covered()) <= 0) {
        if (isReplayOver) {
          throw new IllegalStateException("the log went back to " + place + ", files cover " + manifest.covered());
        }
        return;
      }
      settle(replayedDeletions.before(place));
      if (segment != position.sequence()) {
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
  }

  /// Says that the log has been replayed: from now on it must not come back to places that the files cover.
  public void endReplay() {
    synchronized (lock) {
      settleDeletions();
      isReplayOver = true;
    }
  }

  /// Writers wait for a snapshot when housekeeping cannot keep up with them, and so does replay of a long log.
  private void relieve() {
    synchronized (lock) {
      if (bufferedBytes < options.snapshotBytes() * FULL_BUFFERS) {
        return;
      }
    }
    try {
      snapshot();
    } catch (MillraceException e) {
      LOG.warn("the buffer is full and cannot be written to files: {}", e.getMessage());
    }
  }

  @Override
  public TableReader open(long tableId) {
    synchronized (lock) {
      settleDeletions();
      List<Column> columns = schema.columns(tableId);
      TableContents table = tables.get(tableId);
      return table == null
          ? StoreTableReader.empty(columns)
          : StoreTableReader.open(table, columns, schema.cutoffNanos(table.policyId()), setAside(tableId));
    }
  }

  private List<String> setAside(long tableId) {
    return manifest.damaged().stream()
        .filter(file -> file.tableId() == tableId)
        .map(file -> "data file " + name(file) + " is damaged and set aside")
        .toList();
  }

  /// The type a field has in the shard that holds an instant; empty when it has no values there. Cheap enough for
  /// every write, unless rows of the shard have been deleted.
  public Optional<ColumnType> fieldType(long tableId, long instantNanos, String field) {
    ShardView view;
    synchronized (lock) {
      settleDeletions();
      TableContents table = tables.get(tableId);
      Optional<ShardContents> contents = table == null ? Optional.empty() : table.shardAt(instantNanos);
      if (contents.isEmpty() || contents.get().fieldType(field).isEmpty() || table.tombstones().isEmpty()) {
        return contents.flatMap(found -> found.fieldType(field));
      }
      view = new ShardView(contents.get().shard(), contents.get().sources(), table.tombstones(), TimeSpan.ALL);
    }
    return view.fields().stream().filter(column -> column.name().equals(field)).map(Column::type).findFirst();
  }

  /// Removes the rows of some series within a span that are there now, durably. Later writes are not touched.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE; nothing is removed then
  public void delete(long tableId, SeriesSelection series, TimeSpan span) {
    Optional<List<SeriesKey>> keys =
        switch (series) {
          case SeriesSelection.All() -> Optional.empty();
          case SeriesSelection.Keys(var selected) -> Optional.of(List.copyOf(selected));
        };
    synchronized (commitLock) {
      Removal removal;
      synchronized (lock) {
        settleDeletions();
        Optional<TableContents> table = Optional.ofNullable(tables.get(tableId));
        removal = Removal.begin(table.stream().toList(), shard -> true, span, keys, generations);
      }
      commit(removal, Manifest::withoutSpentTombstones);
    }
  }

  /// Removes a table with all its rows. Its id may be written to again.
  public void dropTable(long tableId) {
    dropTables(table -> table.tableId() == tableId);
  }

  /// Removes all tables of a retention policy.
  public void dropPolicy(long policyId) {
    dropTables(table -> table.policyId() == policyId);
  }

  /// Removes all tables of a database.
  public void dropDatabase(long databaseId) {
    dropTables(table -> table.databaseId() == databaseId);
  }

  private void dropTables(Predicate<TableContents> dropped) {
    synchronized (commitLock) {
      Removal removal;
      synchronized (lock) {
        settleDeletions();
        List<TableContents> found = tables.values().stream().filter(dropped).toList();
        removal = Removal.begin(found, shard -> true, TimeSpan.ALL, Optional.empty(), generations);
      }
      drop(removal);
    }
  }

  /// Removes a shard of a policy with the rows of every table in it; harmless when there is none.
  public void dropShard(long shardId) {
    dropShards(shard -> shard.id() == shardId);
  }

  private void dropShards(Predicate<Shard> dropped) {
    synchronized (commitLock) {
      for (Shard shard : shardsWhere(dropped)) {
        Removal removal;
        synchronized (lock) {
          settleDeletions();
          List<TableContents> found =
              tables.values().stream().filter(table -> table.policyId() == shard.policyId()).toList();
          removal = Removal.begin(found, shard::equals, shard.span(), Optional.empty(), generations);
        }
        drop(removal);
      }
    }
  }

  private List<Shard> shardsWhere(Predicate<Shard> wanted) {
    synchronized (lock) {
      return shardMap.all().stream().filter(wanted).toList();
    }
  }

  /// Makes a removal of whole shards of tables durable, then lets go of what it removed. The caller holds `commitLock`.
  private void drop(Removal removal) {
    commit(removal, next -> next.withoutFiles(removal::hasFile).withoutSpentTombstones());
    synchronized (lock) {
      bufferedBytes -= removal.forget();
      tables.values().removeIf(table -> table.shards().isEmpty());
      removeIdleShards();
    }
    removal.files().forEach(FileHandle::retire);
  }

  /// Makes a removal durable, or takes it back. The caller holds `commitLock`.
  private void commit(Removal removal, UnaryOperator<Manifest> change) {
    if (removal.isEmpty()) {
      return;
    }
    Manifest next;
    synchronized (lock) {
      next = nextManifest().withTombstones(removal.stored(position));
    }
    try {
      commit(change.apply(next));
    } catch (MillraceException e) {
      synchronized (lock) {
        removal.undo();
      }
      throw e;
    }
  }

  /// The shards of a policy, ascending by time.
  public List<Shard> shards(long policyId) {
    synchronized (lock) {
      return List.copyOf(shardMap.ofPolicy(policyId));
    }
  }

  /// The span of the shard an instant of a policy belongs to, whether it has rows or not.
  public TimeSpan shardSpan(long policyId, long instantNanos) {
    synchronized (lock) {
      return shardMap.spanFor(policyId, instantNanos, schema.shardNanos(policyId));
    }
  }

  /// Bytes of rows in memory, roughly.
  public long bufferedBytes() {
    synchronized (lock) {
      return bufferedBytes;
    }
  }

  /// Whether enough is buffered, in bytes or in log segments, to be worth a snapshot.
  public boolean isSnapshotDue() {
    synchronized (lock) {
      return bufferedBytes >= options.snapshotBytes() || bufferedSegments >= options.snapshotSegments();
    }
  }

  /// Writes everything buffered to files and makes them count. Reading and writing go on meanwhile.
  ///
  /// @return whether there was anything to write
  /// @throws MillraceException with code STORE_UNAVAILABLE; nothing is lost, the next snapshot takes it all
  public boolean snapshot() {
    long covered;
    synchronized (commitLock) {
      Snapshot snapshot;
      synchronized (lock) {
        settle(replayedDeletions.upTo(position));
        snapshot = Snapshot.begin(tables.values(), schema, position, bufferedSegments);
        if (snapshot.isEmpty() && position.equals(manifest.covered())) {
          return false;
        }
      }
      List<StoredFile> written = snapshot.write(files::put);
      Manifest next;
      synchronized (lock) {
        next = nextManifest();
      }
      commit(next.withFiles(written, snapshot.shards()).withCovered(snapshot.position()).withoutSpentTombstones());
      synchronized (lock) {
        for (Snapshot.Part part : snapshot.parts()) {
          part.contents().removeLogs(part.logs());
          part.table().removeIfEmpty(part.contents());
        }
        install(written);
        bufferedBytes -= snapshot.sizeBytes();
        bufferedSegments -= snapshot.segments();
        tables.values().forEach(TableContents::removeSpentTombstones);
      }
      covered = snapshot.position().sequence() - 1;
    }
    coveredListener.accept(covered);
    return true;
  }

  /// Merges files until there is nothing worth merging. Reading, writing and deleting go on meanwhile.
  ///
  /// @return merges made
  /// @throws MillraceException with code STORE_UNAVAILABLE; the files are as they were before the merge that failed
  public int compact(long nowNanos) {
    int merges = 0;
    for (Optional<Merge> next = nextMerge(nowNanos); next.isPresent(); next = nextMerge(nowNanos)) {
      try (Merge merge = next.get()) {
        if (!merge.view().damage().isEmpty() || !run(merge)) {
          return merges;
        }
      }
      merges++;
    }
    return merges;
  }

  private Optional<Merge> nextMerge(long nowNanos) {
    synchronized (lock) {
      for (TableContents table : tables.values()) {
        List<Column> columns = schema.columns(table.tableId());
        for (ShardContents contents : table.shards()) {
          Optional<Merge> merge = Merge.begin(table, contents, columns, planner, nowNanos);
          if (merge.isPresent()) {
            return merge;
          }
        }
      }
      return Optional.empty();
    }
  }

  /// Writes a merge and puts its files in place of its inputs, unless one has been dropped or found damaged meanwhile.
  private boolean run(Merge merge) {
    List<StoredFile> written = merge.write(options.fileBytes(), files::put);
    synchronized (commitLock) {
      Manifest next;
      synchronized (lock) {
        if (!merge.view().damage().isEmpty() || !manifest.files().containsAll(merge.plan().files())) {
          return false;
        }
        next = nextManifest()
            .withoutFiles(merge.plan().files()::contains)
            .withFiles(written, List.of(merge.contents().shard()))
            .withoutSpentTombstones();
      }
      commit(next);
      synchronized (lock) {
        merge.contents().removeFiles(merge.inputs());
        install(written);
        merge.table().removeSpentTombstones();
        merge.table().removeIfEmpty(merge.contents());
      }
    }
    merge.inputs().forEach(FileHandle::retire);
    return true;
  }

  /// Drops the shards whose rows have all outlived their policy.
  public void expire() {
    dropShards(shard -> shard.span().endNanos() <= schema.cutoffNanos(shard.policyId()));
  }

  /// Takes files that were found damaged out of those that count. Their objects stay, for people to look at.
  public void setDamagedAside() {
    synchronized (commitLock) {
      List<FileHandle> damaged = files.takeDamaged();
      if (damaged.isEmpty()) {
        return;
      }
      Manifest next;
      synchronized (lock) {
        List<StoredFile> found = damaged.stream().map(FileHandle::file).toList();
        next = nextManifest().withDamaged(found::contains);
      }
      try {
        commit(next);
      } catch (MillraceException e) {
        files.putBackDamaged(damaged);
        throw e;
      }
      synchronized (lock) {
        for (TableContents table : tables.values()) {
          table.shards().forEach(contents -> contents.removeFiles(damaged));
          table.shards().forEach(table::removeIfEmpty);
        }
      }
    }
  }

  /// Removes data files in the object store that no manifest lists and nobody reads: what failed attempts and crashes
  /// left behind.
  public void removeOrphans() {
    synchronized (commitLock) {
      Set<String> needed;
      synchronized (lock) {
        needed = manifest.damaged().stream().map(this::name).collect(Collectors.toSet());
      }
      files.removeOthers(needed);
      manifests.trim();
    }
  }

  /// The files that count, with those taken out as damaged at the end.
  public List<FileDescription> files() {
    synchronized (lock) {
      List<FileDescription> described = new ArrayList<>();
      manifest.files().forEach(file -> described.add(describe(file, false)));
      manifest.damaged().forEach(file -> described.add(describe(file, true)));
      return described;
    }
  }

  /// Lets go of scratch space. What is buffered stays in the write-ahead log.
  @Override
  public void close() {
    files.close();
  }

  /// Stores a manifest; the caller holds `commitLock`.
  private void commit(Manifest next) {
    Manifest stored = manifests.commit(next);
    synchronized (lock) {
      manifest = stored;
    }
  }

  /// What the next manifest starts from. The caller holds both locks.
  private Manifest nextManifest() {
    return manifest.next(generations.last(), files.nextFileId(), shardMap.nextId());
  }

  /// Makes files visible. The caller holds `lock`.
  private void install(List<StoredFile> written) {
    for (StoredFile file : written) {
      TableContents table = tables.get(file.tableId());
      Shard shard = manifest.shards().get(file.shardId());
      table.shard(shard).addFile(files.open(file, shard, table.registry()), schema.columns(file.tableId()));
    }
  }

  private String name(StoredFile file) {
    return files.name(file, manifest.shards().get(file.shardId()));
  }

  private FileDescription describe(StoredFile file, boolean isDamaged) {
    Shard shard = manifest.shards().get(file.shardId());
    return new FileDescription(
        name(file), file.databaseId(), shard.policyId(), file.tableId(), file.level(), file.sizeBytes(),
        file.rowCount(), file.minNanos(), file.maxNanos(), isDamaged);
  }

  /// Replay is over: whoever looks at the contents finds every deletion applied. The caller holds `lock`.
  private void settleDeletions() {
    settle(replayedDeletions.rest());
  }

  private void settle(List<StoredTombstone> deletions) {
    deletions.forEach(this::replay);
  }

  private void replay(StoredTombstone deletion) {
    table(deletion.tableId(), deletion.databaseId(), deletion.policyId())
        .delete(deletion.keys(), deletion.span(), generations);
  }

  private TableContents table(long tableId, long databaseId, long policyId) {
    return tables.computeIfAbsent(tableId, id -> new TableContents(id, databaseId, policyId));
  }

  private void removeIdleShards() {
    List<Shard> used =
        tables.values().stream().flatMap(table -> table.shards().stream()).map(ShardContents::shard).toList();
    shardMap.all().stream().filter(shard -> !used.contains(shard)).forEach(shardMap::remove);
  }
}
