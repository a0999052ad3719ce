package millrace.store;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import millrace.columns.TableSource;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log-structured store of one node: takes batches in the order of the write-ahead log, keeps them as row logs and
/// data files, and opens tables for reading.
///
/// **The idea.** Rows go to row logs in memory, one per table and shard. A snapshot writes the logs out as files and
/// then a manifest that lists them; from there on the write-ahead log is not needed up to the snapshot's place in it.
/// Logs, files and tombstones carry generations from one counter: of two values for one point the newer generation
/// wins, and a tombstone covers what is older than it.
///
/// **Restart.** The newest manifest, then replay: the log's owner applies every batch again from
/// [#firstNeededSegment] on, and what the manifest covers is passed over here. Deletions are in the manifest with the
/// place in the log at which they happened, and take effect again at that place.
///
/// **Two monitors.** [StoreChanges] is held by whatever changes the manifest, during its I/O. [StoreContents] is held
/// while a batch is appended or a reader notes what there is, never during I/O. Whoever needs both takes the first
/// first.
///
/// **Failures.** A snapshot that fails leaves its logs in place, to be written with the next one; a deletion that
/// cannot be made durable is taken back. Files of a failed attempt stay behind unlisted until [#removeOrphans].
///
/// Threads: any. The order of `apply` calls is the order in which writes win.
public final class Store implements TableSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private final StoreSchema schema;
  private final StoreOptions options;
  private final FileStorage files;
  private final StoreContents contents;
  private final StoreChanges changes;
  private volatile LongConsumer coveredListener = segment -> {};
  private volatile RemovalListener removalListener = RemovalListener.NONE;

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
    ManifestLog manifests = new ManifestLog(objects, options.prefix(), options.manifestBytes());
    Manifest manifest = manifests.newest();
    this.files = new FileStorage(objects, options.prefix(), manifest.nextFileId(), options.openFileBytes());
    this.contents = new StoreContents(manifest, schema, files);
    this.changes = new StoreChanges(contents, files, manifests, options);
  }

  /// Makes sure that no earlier owner of this node changes its manifests any more: stores the newest one anew, under the
  /// number that such an owner would use next. To be called before anything else, where one may still be alive.
  ///
  /// @throws MillraceException with code CONFLICT when one has stored a manifest since this was opened, STORE_UNAVAILABLE
  public void claim() {
    changes.claim();
  }

  /// The first log segment that replay needs; earlier ones are in the files.
  public long firstNeededSegment() {
    synchronized (contents) {
      return Math.max(1, contents.manifest().covered().sequence());
    }
  }

  /// Is told, after each snapshot, the last log segment that files cover, so that the log can be trimmed.
  public void onCovered(LongConsumer listener) {
    coveredListener = listener;
  }

  /// Is told of rows that [#delete] and [#dropShard] remove.
  public void onRemoved(RemovalListener listener) {
    removalListener = listener;
  }

  /// Makes a batch visible, unless the files have it already. Rows of tables that the schema no longer knows are left
  /// out: they were dropped.
  ///
  /// Blocks for a snapshot when the buffer has outgrown its limit by far.
  ///
  /// @param segment the log segment that has the batch, from 1 on
  /// @param index the batch's place within it, from 0 on; places never go back
  public void apply(WriteBatch batch, long segment, int index) {
    relieve();
    synchronized (contents) {
      contents.append(batch, new LogPosition(segment, index));
    }
  }

  /// Says that the log has been replayed: from now on it must not come back to places that the files cover.
  public void endReplay() {
    synchronized (contents) {
      contents.endReplay();
    }
  }

  /// Writers wait for a snapshot when housekeeping cannot keep up with them, and so does replay of a long log.
  private void relieve() {
    if (!isFull()) {
      return;
    }
    try {
      changes.snapshotWhile(this::isFull).ifPresent(coveredListener::accept);
    } catch (MillraceException e) {
      LOG.warn("the buffer is full and cannot be written to files: {}", e.getMessage());
    }
  }

  private boolean isFull() {
    synchronized (contents) {
      return contents.bufferedBytes() >= options.fullBytes();
    }
  }

  @Override
  public TableReader open(long tableId) {
    synchronized (contents) {
      contents.settleDeletions();
      List<Column> columns = schema.columns(tableId);
      return contents
          .table(tableId)
          .map(table -> StoreTableReader.open(
              table, columns, schema.cutoffNanos(table.policyId()), contents.setAside(tableId)))
          .orElseGet(() -> StoreTableReader.empty(columns, contents.setAside(tableId)));
    }
  }

  /// The type a field has in the shard that holds an instant; empty when it has no values there. Cheap enough for
  /// every write, unless rows of the shard have been deleted.
  public Optional<ColumnType> fieldType(long tableId, long instantNanos, String field) {
    ShardView view;
    synchronized (contents) {
      contents.settleDeletions();
      Optional<TableContents> table = contents.table(tableId);
      Optional<ShardContents> shard = table.flatMap(found -> found.shardAt(instantNanos));
      Optional<ColumnType> type = shard.flatMap(found -> found.fieldType(field));
      if (type.isEmpty() || table.get().tombstones().isEmpty()) {
        return type;
      }
      view = new ShardView(shard.get().shard(), shard.get().sources(), List.copyOf(table.get().tombstones()), TimeSpan.ALL);
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
    changes.delete(new RemovalScope(table -> table.tableId() == tableId, shard -> true, span, keys));
    removalListener.rowsRemoved(tableId, series, span);
  }

  /// Removes a table with all its rows. Its id may be written to again.
  ///
  /// @return whether there was anything of it
  public boolean dropTable(long tableId) {
    boolean hadRows = changes.drop(RemovalScope.tables(table -> table.tableId() == tableId));
    return changes.dropDamaged((file, shard) -> file.tableId() == tableId) || hadRows;
  }

  /// Removes all tables of a retention policy.
  public void dropPolicy(long policyId) {
    changes.drop(RemovalScope.tables(table -> table.policyId() == policyId));
    changes.dropDamaged((file, shard) -> shard.policyId() == policyId);
  }

  /// Removes all tables of a database.
  ///
  /// @return whether there was anything of it
  public boolean dropDatabase(long databaseId) {
    boolean hadRows = changes.drop(RemovalScope.tables(table -> table.databaseId() == databaseId));
    return changes.dropDamaged((file, shard) -> file.databaseId() == databaseId) || hadRows;
  }

  /// Removes a shard of a policy with the rows of every table in it; harmless when there is none.
  public void dropShard(long shardId) {
    Optional<Shard> dropped;
    synchronized (contents) {
      dropped = contents.shardMap().find(shardId);
    }
    changes.dropShards(shard -> shard.id() == shardId);
    dropped.ifPresent(removalListener::shardRemoved);
  }

  /// The shards of a policy, ascending by time.
  public List<Shard> shards(long policyId) {
    synchronized (contents) {
      return List.copyOf(contents.shardMap().ofPolicy(policyId));
    }
  }

  /// The span of the shard an instant of a policy belongs to, whether it has rows or not.
  public TimeSpan shardSpan(long policyId, long instantNanos) {
    synchronized (contents) {
      return contents.shardMap().spanFor(policyId, instantNanos, schema.shardNanos(policyId));
    }
  }

  /// Bytes of rows in memory, roughly.
  public long bufferedBytes() {
    synchronized (contents) {
      return contents.bufferedBytes();
    }
  }

  /// Whether enough is buffered, in bytes or in log segments, to be worth a snapshot.
  public boolean isSnapshotDue() {
    synchronized (contents) {
      return contents.bufferedBytes() >= options.dueBytes()
          || contents.bufferedSegments() >= options.snapshotSegments();
    }
  }

  /// Writes everything buffered to files and makes them count. Reading and writing go on meanwhile.
  ///
  /// @return whether there was anything to write
  /// @throws MillraceException with code STORE_UNAVAILABLE; nothing is lost, the next snapshot takes it all
  public boolean snapshot() {
    Optional<Long> covered = changes.snapshot();
    covered.ifPresent(coveredListener::accept);
    return covered.isPresent();
  }

  /// Merges files until there is nothing worth merging. Reading, writing and deleting go on meanwhile.
  ///
  /// @return merges made
  /// @throws MillraceException with code STORE_UNAVAILABLE; the files are as they were before the merge that failed
  public int compact(long nowNanos) {
    return changes.compact(nowNanos);
  }

  /// Drops the shards whose rows have all outlived their policy.
  public void expire() {
    changes.expire(shard -> shard.span().endNanos() <= schema.cutoffNanos(shard.policyId()));
  }

  /// Takes files that were found damaged out of those that count. Their objects stay, for people to look at.
  public void setDamagedAside() {
    changes.setDamagedAside();
  }

  /// Removes data files in the object store that no manifest lists and nobody reads: what failed attempts and crashes
  /// left behind.
  public void removeOrphans() {
    changes.removeOrphans();
  }

  /// Writes everything buffered to files, and holds those of a database as they are then: every batch applied before
  /// this call is in them, and of those applied after it none, or a part that is a prefix in the log's order.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE
  public PinnedFiles pin(long databaseId) {
    return changes.pin(databaseId, coveredListener);
  }

  /// Begins to take in the files of a backup.
  ///
  /// @param manifest of [PinnedFiles#manifest]
  /// @throws MillraceException with code CORRUPT when it does not stand
  public Adoption adopt(byte[] manifest, Adoption.Ids ids) {
    return new Adoption(ManifestCodec.decodeWhole("of the backup", manifest), ids, files, changes);
  }

  /// Files kept open now.
  int openFiles() {
    return files.openFiles();
  }

  /// The files that count, with those taken out as damaged at the end.
  public List<FileDescription> files() {
    synchronized (contents) {
      return contents.describeFiles();
    }
  }

  /// Lets go of scratch space. What is buffered stays in the write-ahead log.
  @Override
  public void close() {
    files.close();
  }
}
