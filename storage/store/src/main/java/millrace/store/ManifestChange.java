package millrace.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one version of the manifest changes in an earlier one, or everything that is in it.
///
/// @param numbers its version, place in the log and counters; its lists are empty
record ManifestChange(
    Manifest numbers, ListChange<Shard> shards, ListChange<StoredFile> files, ListChange<StoredFile> damaged,
    ListChange<StoredTombstone> tombstones) {
  /// All of a manifest.
  static ManifestChange all(Manifest manifest) {
    return between(Manifest.EMPTY, manifest);
  }

  static ManifestChange between(Manifest before, Manifest after) {
    return new ManifestChange(
        after.numbers(),
        before.shards() == after.shards()
            ? ListChange.all(List.of())
            : ListChange.between(shards(before), shards(after), Shard::id),
        ListChange.between(before.files(), after.files(), StoredFile::id),
        ListChange.between(before.damaged(), after.damaged(), StoredFile::id),
        ListChange.between(before.tombstones(), after.tombstones(), StoredTombstone::generation));
  }

  Manifest over(Manifest before) {
    Map<Long, Shard> allShards = new TreeMap<>();
    shards.over(shards(before), Shard::id).forEach(shard -> allShards.put(shard.id(), shard));
    return new Manifest(
        numbers.version(), numbers.covered(), numbers.lastGeneration(), numbers.nextFileId(), numbers.nextShardId(),
        allShards,
        files.over(before.files(), StoredFile::id),
        tombstones.over(before.tombstones(), StoredTombstone::generation),
        damaged.over(before.damaged(), StoredFile::id));
  }

  /// An earlier change and this one as one.
  ManifestChange after(ManifestChange earlier) {
    return new ManifestChange(
        numbers,
        shards.after(earlier.shards, Shard::id),
        files.after(earlier.files, StoredFile::id),
        damaged.after(earlier.damaged, StoredFile::id),
        tombstones.after(earlier.tombstones, StoredTombstone::generation));
  }

  /// The same change as another version.
  ManifestChange withVersion(long version) {
    return new ManifestChange(numbers.withVersion(version), shards, files, damaged, tombstones);
  }

  private static List<Shard> shards(Manifest manifest) {
    return List.copyOf(manifest.shards().values());
  }
}
