package millrace.store;

import static millrace.base.Checks.require;

/// How a store keeps its data.
///
/// @param node the node's part of the object store, a name without slashes
/// @param snapshotBytes buffered bytes from which on the buffer is written to files
/// @param snapshotSegments log segments from which on the buffer is written to files, however little is in it
/// @param fileBytes size at which merged files are cut
/// @param levelFiles overlapping files of like size in a shard that are merged into one
public record StoreOptions(String node, long snapshotBytes, int snapshotSegments, long fileBytes, int levelFiles) {
  /// What a server uses unless told otherwise.
  public static final StoreOptions DEFAULT = new StoreOptions("node0", 128L << 20, 900, 128L << 20, 4);

  public StoreOptions {
    require(!node.isEmpty() && node.indexOf('/') < 0, "node name %s, expected one without slashes", node);
    require(snapshotBytes > 0, "snapshot at %d bytes, expected more than 0", snapshotBytes);
    require(snapshotSegments > 0, "snapshot at %d log segments, expected more than 0", snapshotSegments);
    require(fileBytes > 0, "file size %d bytes, expected more than 0", fileBytes);
    require(levelFiles > 1, "merging %d files, expected at least 2", levelFiles);
  }

  public StoreOptions withNode(String name) {
    return new StoreOptions(name, snapshotBytes, snapshotSegments, fileBytes, levelFiles);
  }

  String prefix() {
    return node + "/";
  }
}
