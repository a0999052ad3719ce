package millrace.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a node has stored: the files that count, the deletions over them, and up to where the write-ahead log is in
/// them. The version with the highest number counts. How versions are kept as objects: [ManifestChain].
///
/// @param version counts up from 1; 0 before the first
/// @param covered every batch up to here is in the files
/// @param lastGeneration the highest generation given so far
/// @param nextFileId file ids from here on are free
/// @param nextShardId shard ids from here on are free
/// @param shards shards that have files, by id
/// @param files the files that count
/// @param tombstones deletions that some file, or replay of the log, still needs
/// @param damaged files taken out because they cannot be read, still in the object store
record Manifest(
    long version,
    LogPosition covered,
    long lastGeneration,
    long nextFileId,
    long nextShardId,
    Map<Long, Shard> shards,
    List<StoredFile> files,
    List<StoredTombstone> tombstones,
    List<StoredFile> damaged) {
  static final Manifest EMPTY =
      new Manifest(0, LogPosition.START, 0, 1, 1, Map.of(), List.of(), List.of(), List.of());

  Manifest {
    shards = Map.copyOf(shards);
    files = List.copyOf(files);
    tombstones = List.copyOf(tombstones);
    damaged = List.copyOf(damaged);
  }

  /// The next version, with the counters of a running store.
  Manifest next(long generation, long fileId, long shardId) {
    return new Manifest(version + 1, covered, generation, fileId, shardId, shards, files, tombstones, damaged);
  }

  Manifest withVersion(long number) {
    return new Manifest(
        number, covered, lastGeneration, nextFileId, nextShardId, shards, files, tombstones, damaged);
  }

  /// Without what it lists.
  Manifest numbers() {
    return new Manifest(
        version, covered, lastGeneration, nextFileId, nextShardId, Map.of(), List.of(), List.of(), List.of());
  }

  Manifest withCovered(LogPosition position) {
    return new Manifest(
        version, position, lastGeneration, nextFileId, nextShardId, shards, files, tombstones, damaged);
  }

  /// Takes in files.
  ///
  /// @param ofShards their shards, and others
  Manifest withFiles(List<StoredFile> added, List<Shard> ofShards) {
    Set<Long> used = added.stream().map(StoredFile::shardId).collect(Collectors.toSet());
    List<Shard> newShards = ofShards.stream()
        .filter(shard -> used.contains(shard.id()) && !shards.containsKey(shard.id()))
        .toList();
    Map<Long, Shard> allShards = shards;
    if (!newShards.isEmpty()) {
      allShards = new TreeMap<>(shards);
      for (Shard shard : newShards) {
        allShards.put(shard.id(), shard);
      }
    }
    List<StoredFile> all = new ArrayList<>(files);
    all.addAll(added);
    return new Manifest(
        version, covered, lastGeneration, nextFileId, nextShardId, allShards, all, tombstones, damaged);
  }

  Manifest withoutFiles(Predicate<StoredFile> removed) {
    List<StoredFile> left = files.stream().filter(removed.negate()).toList();
    List<StoredFile> leftDamaged = damaged.stream().filter(removed.negate()).toList();
    return new Manifest(
        version, covered, lastGeneration, nextFileId, nextShardId, shards, left, tombstones, leftDamaged)
        .withoutIdleShards();
  }

  Manifest withTombstones(List<StoredTombstone> added) {
    List<StoredTombstone> all = new ArrayList<>(tombstones);
    all.addAll(added);
    return new Manifest(version, covered, lastGeneration, nextFileId, nextShardId, shards, files, all, damaged);
  }

  /// Moves files out of those that count.
  Manifest withDamaged(Predicate<StoredFile> isDamaged) {
    List<StoredFile> set = new ArrayList<>(damaged);
    files.stream().filter(isDamaged).forEach(set::add);
    List<StoredFile> left = files.stream().filter(isDamaged.negate()).toList();
    return new Manifest(version, covered, lastGeneration, nextFileId, nextShardId, shards, left, tombstones, set);
  }

  /// Lets go of deletions that no file and no replay needs any more.
  Manifest withoutSpentTombstones() {
    List<StoredTombstone> needed = tombstones.stream().filter(this::isNeeded).toList();
    return new Manifest(version, covered, lastGeneration, nextFileId, nextShardId, shards, files, needed, damaged);
  }

  private boolean isNeeded(StoredTombstone tombstone) {
    if (tombstone.position().compareTo(covered) > 0) {
      return true;
    }
    return files.stream()
        .anyMatch(
            file ->
                file.tableId() == tombstone.tableId()
                    && file.isOlderThan(tombstone.generation())
                    && tombstone.span().startNanos() <= file.maxNanos()
                    && file.minNanos() < tombstone.span().endNanos());
  }

  /// The part that is about one database.
  Manifest of(long databaseId) {
    return new Manifest(
        version, covered, lastGeneration, nextFileId, nextShardId, shards,
        files.stream().filter(file -> file.databaseId() == databaseId).toList(),
        tombstones.stream().filter(tombstone -> tombstone.databaseId() == databaseId).toList(),
        damaged.stream().filter(file -> file.databaseId() == databaseId).toList())
        .withoutIdleShards();
  }

  private Manifest withoutIdleShards() {
    Set<Long> idle = new HashSet<>(shards.keySet());
    files.forEach(file -> idle.remove(file.shardId()));
    damaged.forEach(file -> idle.remove(file.shardId()));
    if (idle.isEmpty()) {
      return this;
    }
    Map<Long, Shard> used = new TreeMap<>(shards);
    used.keySet().removeAll(idle);
    return new Manifest(
        version, covered, lastGeneration, nextFileId, nextShardId, used, files, tombstones, damaged);
  }
}
