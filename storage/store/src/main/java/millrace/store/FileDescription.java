package millrace.store;

/// One data file, for people and system tables.
///
/// @param name where it lies in the object store
/// @param level 0 for snapshots of the buffer, higher for merged ones
/// @param minNanos first time in it
/// @param maxNanos last time in it, within
/// @param isDamaged whether it was taken out because it cannot be read
public record FileDescription(
    String name, long databaseId, long policyId, long tableId, int level, long sizeBytes, long rowCount, long minNanos,
    long maxNanos, boolean isDamaged) {
  static FileDescription of(StoredFile file, Shard shard, String prefix, boolean isDamaged) {
    return new FileDescription(
        prefix + file.name(shard), file.databaseId(), shard.policyId(), file.tableId(), file.level(), file.sizeBytes(),
        file.rowCount(), file.minNanos(), file.maxNanos(), isDamaged);
  }
}
