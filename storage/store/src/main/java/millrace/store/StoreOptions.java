package millrace.store;

import static millrace.base.Checks.require;

/// How a store keeps its data.
///
/// @param node the node's part of the object store, a name without slashes
/// @param snapshotBytes buffered bytes from which on the buffer is written to files
/// @param snapshotSegments log segments from which on the buffer is written to files, however little is in it
/// @param fileBytes size at which merged files are cut
/// @param levelFiles overlapping files of like size in a shard that are merged into one
/// @param manifestBytes a version of the manifest up to this size is written anew with the next one
/// @param heapBytes what the process may allocate in all; buffer and open files take bounded parts of it
public record StoreOptions(
    String node, long snapshotBytes, int snapshotSegments, long fileBytes, int levelFiles, int manifestBytes,
    long heapBytes) {
  /// What a server uses unless told otherwise.
  public static final StoreOptions DEFAULT = new StoreOptions("node0", 128L << 20, 900, 64L << 20, 4);

  /// What is put in one request costs about the same up to here.
  private static final int MANIFEST_BYTES = 8 << 10;

  /// So many times the size at which a snapshot is due, writers wait for one.
  private static final int FULL_BUFFERS = 4;

  public StoreOptions {
    require(!node.isEmpty() && node.indexOf('/') < 0, "node name %s, expected one without slashes", node);
    require(snapshotBytes > 0, "snapshot at %d bytes, expected more than 0", snapshotBytes);
    require(snapshotSegments > 0, "snapshot at %d log segments, expected more than 0", snapshotSegments);
    require(fileBytes > 0, "file size %d bytes, expected more than 0", fileBytes);
    require(manifestBytes >= 0, "manifests up to %d bytes taken along, expected 0 or more", manifestBytes);
    require(heapBytes > 0, "heap of %d bytes, expected more than 0", heapBytes);
    require(levelFiles > 1, "merging %d files, expected at least 2", levelFiles);
  }

  /// Options for the heap of this process.
  public StoreOptions(String node, long snapshotBytes, int snapshotSegments, long fileBytes, int levelFiles) {
    this(
        node, snapshotBytes, snapshotSegments, fileBytes, levelFiles, MANIFEST_BYTES, Runtime.getRuntime().maxMemory());
  }

  public StoreOptions withNode(String name) {
    return new StoreOptions(name, snapshotBytes, snapshotSegments, fileBytes, levelFiles, manifestBytes, heapBytes);
  }

  public StoreOptions withHeapBytes(long bytes) {
    return new StoreOptions(node, snapshotBytes, snapshotSegments, fileBytes, levelFiles, manifestBytes, bytes);
  }

  public StoreOptions withManifestBytes(int bytes) {
    return new StoreOptions(node, snapshotBytes, snapshotSegments, fileBytes, levelFiles, bytes, heapBytes);
  }

  /// Buffered bytes from which on a snapshot is due: as asked for, but early enough for the heap.
  long dueBytes() {
    return Math.max(1, Math.min(snapshotBytes, fullBytes() / 2));
  }

  /// Buffered bytes from which on writers wait for a snapshot. A snapshot and a merge need room besides.
  long fullBytes() {
    long wanted = snapshotBytes > Long.MAX_VALUE / FULL_BUFFERS ? Long.MAX_VALUE : snapshotBytes * FULL_BUFFERS;
    return Math.max(1, Math.min(wanted, heapBytes / 4));
  }

  /// Memory for files that are kept open.
  long openFileBytes() {
    return heapBytes / 8;
  }

  String prefix() {
    return node + "/";
  }
}
