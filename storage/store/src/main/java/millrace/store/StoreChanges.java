package millrace.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import millrace.base.MillraceException;

/// Whatever changes the manifest, one at a time: deletions, snapshots, merges, files taken out. Each notes what it is
/// about, writes, stores a manifest, and only then changes what readers find; a deletion is in readers' eyes first
/// and is taken back if it cannot be stored.
///
/// Threads: any. This object's monitor is held during the manifest's I/O; that of the contents is taken within it,
/// never the other way around. Merges write their files without it.
final class StoreChanges {
  private final StoreContents contents;
  private final FileStorage files;
  private final ManifestLog manifests;
  private final CompactionPlanner planner;
  private final long fileBytes;

  StoreChanges(StoreContents contents, FileStorage files, ManifestLog manifests, StoreOptions options) {
    this.contents = contents;
    this.files = files;
    this.manifests = manifests;
    this.planner = new CompactionPlanner(options.levelFiles());
    this.fileBytes = options.fileBytes();
  }

  /// Stores the manifest as it is.
  synchronized void claim() {
    commit(next());
  }

  /// Removes rows by a tombstone.
  synchronized void delete(RemovalScope scope) {
    commit(begin(scope), Manifest::withoutSpentTombstones);
  }

  /// Removes whole shards of tables.
  ///
  /// @return whether there were any
  synchronized boolean drop(RemovalScope scope) {
    Removal removal = begin(scope);
    if (removal.isEmpty()) {
      return false;
    }
    commit(removal, next -> next.withoutFiles(removal::hasFile).withoutSpentTombstones());
    synchronized (contents) {
      contents.forget(removal);
    }
    removal.files().forEach(FileHandle::retire);
    return true;
  }

  /// Removes damaged files that were set aside.
  ///
  /// @return whether there were any
  synchronized boolean dropDamaged(BiPredicate<StoredFile, Shard> dropped) {
    Manifest next = next();
    List<StoredFile> gone = next.damaged().stream()
        .filter(file -> dropped.test(file, next.shards().get(file.shardId())))
        .toList();
    if (gone.isEmpty()) {
      return false;
    }
    List<String> names;
    synchronized (contents) {
      names = gone.stream().map(contents::name).toList();
    }
    commit(next.withoutFiles(gone::contains));
    names.forEach(files::removeSetAside);
    return true;
  }

  /// Removes shards with the rows of every table in them.
  synchronized void dropShards(Predicate<Shard> dropped) {
    List<Shard> found;
    synchronized (contents) {
      found = contents.shardsWhere(dropped);
    }
    found.forEach(shard -> drop(RemovalScope.shard(shard)));
    dropDamaged((file, shard) -> dropped.test(shard));
  }

  /// Removes the shards whose rows have all outlived their policy.
  synchronized void expire(Predicate<Shard> isExpired) {
    List<Shard> found;
    synchronized (contents) {
      found = contents.expired();
    }
    found.forEach(shard -> drop(RemovalScope.shard(shard)));
    dropDamaged((file, shard) -> isExpired.test(shard));
  }

  /// A snapshot if it is still needed once those under way have ended.
  ///
  /// @return as [#snapshot]
  synchronized Optional<Long> snapshotWhile(BooleanSupplier isNeeded) {
    return isNeeded.getAsBoolean() ? snapshot() : Optional.empty();
  }

  /// @return the last log segment that the files now cover; empty when there was nothing to write
  synchronized Optional<Long> snapshot() {
    Snapshot snapshot;
    synchronized (contents) {
      snapshot = contents.beginSnapshot();
      if (snapshot.isEmpty() && snapshot.position().equals(contents.manifest().covered())) {
        return Optional.empty();
      }
    }
    List<StoredFile> written = snapshot.write(files);
    commit(
        next().withFiles(written, snapshot.shards()).withCovered(snapshot.position()).withoutSpentTombstones());
    synchronized (contents) {
      contents.install(snapshot, written);
    }
    return Optional.of(snapshot.position().sequence() - 1);
  }

  /// Writes what is buffered, and holds the files of a database as they are then.
  ///
  /// @param covered is told the last log segment that the files now cover
  synchronized PinnedFiles pin(long databaseId, LongConsumer covered) {
    snapshot().ifPresent(covered::accept);
    synchronized (contents) {
      Manifest part = contents.manifest().of(databaseId);
      ManifestCodec.Written written = ManifestCodec.Written.whole(part, new UUID(0, 0), new UUID(0, 0));
      return new PinnedFiles(
          ManifestCodec.encode(written),
          contents.describeFiles().stream().filter(file -> file.databaseId() == databaseId).toList(),
          contents.hold(databaseId));
    }
  }

  /// An id for a shard that is to come with [#adopt].
  long newShardId() {
    synchronized (contents) {
      return contents.newShardId();
    }
  }

  /// Makes files from elsewhere count, with deletions over them; their generations begin at 1.
  synchronized void adopt(List<StoredFile> adopted, List<Shard> shards, List<StoredTombstone> deletions) {
    long last = Math.max(
        adopted.stream().mapToLong(file -> Math.max(file.generation(), file.cleanGeneration())).max().orElse(0),
        deletions.stream().mapToLong(StoredTombstone::generation).max().orElse(0));
    long shift;
    synchronized (contents) {
      shift = contents.makeRoom(last);
    }
    List<StoredFile> later = adopted.stream().map(file -> file.later(shift)).toList();
    List<StoredTombstone> laterDeletions = deletions.stream().map(deletion -> deletion.later(shift)).toList();
    commit(next().withFiles(later, shards).withTombstones(laterDeletions).withoutSpentTombstones());
    synchronized (contents) {
      contents.adopt(later, laterDeletions);
    }
  }

  /// @return merges made
  int compact(long nowNanos) {
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

  /// Waits for a deletion under way: a merge must not apply one that is taken back.
  private synchronized Optional<Merge> nextMerge(long nowNanos) {
    synchronized (contents) {
      return contents.beginMerge(planner, nowNanos);
    }
  }

  /// Writes a merge and puts its files in place of its inputs, unless one has been dropped or found damaged meanwhile.
  private boolean run(Merge merge) {
    List<StoredFile> written = merge.write(fileBytes, files);
    synchronized (this) {
      Manifest next = next();
      if (!merge.view().damage().isEmpty() || !next.files().containsAll(merge.plan().files())) {
        return false;
      }
      commit(
          next.withoutFiles(merge.plan().files()::contains)
              .withFiles(written, List.of(merge.contents().shard()))
              .withoutSpentTombstones());
      synchronized (contents) {
        contents.install(merge, written);
      }
    }
    merge.inputs().forEach(FileHandle::retire);
    return true;
  }

  synchronized void setDamagedAside() {
    List<FileHandle> damaged = files.takeDamaged();
    if (damaged.isEmpty()) {
      return;
    }
    List<StoredFile> found = damaged.stream().map(FileHandle::file).toList();
    try {
      commit(next().withDamaged(found::contains));
    } catch (MillraceException e) {
      files.putBackDamaged(damaged);
      throw e;
    }
    synchronized (contents) {
      contents.remove(damaged);
    }
  }

  synchronized void removeOrphans() {
    Set<String> needed;
    synchronized (contents) {
      needed = contents.manifest().damaged().stream().map(contents::name).collect(Collectors.toSet());
    }
    files.removeOthers(needed);
    manifests.trim();
    files.removeUnfinished();
  }

  private Removal begin(RemovalScope scope) {
    synchronized (contents) {
      return contents.beginRemoval(scope);
    }
  }

  /// Makes a removal durable, or takes it back.
  private void commit(Removal removal, UnaryOperator<Manifest> change) {
    if (removal.isEmpty()) {
      return;
    }
    Manifest next;
    synchronized (contents) {
      next = contents.nextManifest().withTombstones(removal.stored(contents.position()));
    }
    try {
      commit(change.apply(next));
    } catch (MillraceException e) {
      synchronized (contents) {
        removal.undo();
      }
      throw e;
    }
  }

  private Manifest next() {
    synchronized (contents) {
      return contents.nextManifest();
    }
  }

  private void commit(Manifest next) {
    Manifest stored = manifests.commit(next);
    synchronized (contents) {
      contents.become(stored);
    }
  }
}
