package millrace.store;

import static millrace.base.Checks.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.datafile.DataFileCheck;
import millrace.datafile.DataFiles;
import millrace.datafile.FileBytes;

/// Files of a backup on their way into a store. Each is stored as it comes, under the ids it gets here; none counts
/// before [#commit], and all do after it. What is closed without is removed again.
///
/// Threads: one at a time.
public final class Adoption implements AutoCloseable {
  private final Manifest source;
  private final Ids ids;
  private final FileStorage storage;
  private final StoreChanges changes;
  private final Map<String, StoredFile> wanted = new LinkedHashMap<>();
  private final Map<StoredFile, StoredFile> stored = new LinkedHashMap<>();
  private final Map<Long, Shard> shards = new HashMap<>();
  private boolean isCommitted;

  /// What the things of the backup are called here.
  ///
  /// @param policies new policy id by the one in the backup
  /// @param tables new table id by the one in the backup; files of others are left out
  public record Ids(long database, Map<Long, Long> policies, Map<Long, Long> tables) {
    public Ids {
      policies = Map.copyOf(policies);
      tables = Map.copyOf(tables);
    }
  }

  Adoption(Manifest source, Ids ids, FileStorage storage, StoreChanges changes) {
    this.source = source;
    this.ids = ids;
    this.storage = storage;
    this.changes = changes;
    for (StoredFile file : source.files()) {
      Shard shard = source.shards().get(file.shardId());
      if (ids.tables.containsKey(file.tableId()) && ids.policies.containsKey(shard.policyId())) {
        wanted.put(file.name(shard), file);
      }
    }
  }

  /// The files needed, by the part of their names behind the node's, with their sizes in bytes.
  public Map<String, Long> files() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    wanted.forEach((name, file) -> sizes.put(name, file.sizeBytes()));
    return sizes;
  }

  /// Takes one file in, after a look at every byte.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT for a file that is not needed, CORRUPT for one that does not
  ///     stand or is another, STORE_UNAVAILABLE
  public void put(String name, byte[] content) {
    StoredFile file = Optional.ofNullable(wanted.get(name)).orElseThrow(
        () -> new MillraceException(ErrorCode.INVALID_ARGUMENT, "the backup's manifest lists no data file " + name));
    check(name, file, content);
    Shard shard = shard(source.shards().get(file.shardId()));
    stored.put(file, storage.put(file.moved(ids.database, ids.tables.get(file.tableId()), shard.id()), content, shard));
  }

  /// Makes all files count at once.
  ///
  /// @throws MillraceException with code CONFLICT when some have not come yet, STORE_UNAVAILABLE; nothing counts then
  public void commit() {
    require(!isCommitted, "committed before");
    wanted.forEach((name, file) -> {
      if (!stored.containsKey(file)) {
        throw new MillraceException(ErrorCode.CONFLICT, "data file " + name + " of the backup has not been sent");
      }
    });
    List<StoredTombstone> deletions = new ArrayList<>();
    for (StoredTombstone deletion : source.tombstones()) {
      Optional<Long> table = Optional.ofNullable(ids.tables.get(deletion.tableId()));
      Optional<Long> policy = Optional.ofNullable(ids.policies.get(deletion.policyId()));
      if (table.isPresent() && policy.isPresent()) {
        deletions.add(new StoredTombstone(
            table.get(), ids.database, policy.get(), deletion.generation(), LogPosition.START, deletion.span(),
            deletion.keys()));
      }
    }
    changes.adopt(List.copyOf(stored.values()), List.copyOf(shards.values()), deletions);
    isCommitted = true;
  }

  /// Removes what was stored, unless it counts. Twice is harmless.
  @Override
  public void close() {
    if (!isCommitted) {
      stored.values().forEach(file -> storage.discard(file, shardById(file.shardId())));
      stored.clear();
    }
  }

  private static void check(String name, StoredFile file, byte[] content) {
    try (DataFiles files = new DataFiles()) {
      DataFileCheck.Result result = DataFileCheck.check(name, FileBytes.of(content), files, (_, _) -> {});
      if (!result.damage().isEmpty()) {
        throw new MillraceException(ErrorCode.CORRUPT, "data file " + name + ": " + result.damage().getFirst());
      }
      if (result.file().orElseThrow().rowCount() != file.rowCount() || content.length != file.sizeBytes()) {
        throw new MillraceException(ErrorCode.CORRUPT, "data file " + name + " is not the one that the manifest lists");
      }
    }
  }

  private Shard shard(Shard old) {
    return shards.computeIfAbsent(
        old.id(), _ -> new Shard(changes.newShardId(), ids.database, ids.policies.get(old.policyId()), old.span()));
  }

  private Shard shardById(long id) {
    return shards.values().stream().filter(shard -> shard.id() == id).findFirst().orElseThrow();
  }
}
