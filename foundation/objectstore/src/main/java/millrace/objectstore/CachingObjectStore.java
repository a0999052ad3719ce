package millrace.objectstore;

import static millrace.base.Checks.require;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A store that is far away, with blocks of its objects kept near. Only [#rangeOfFixed] reads through the cache: it is
/// for objects that never change under their name. Everything else goes to the store itself.
///
/// Whoever reads on from a block that is kept gets several in one request, as a merge of files does: it reads each column
/// from its beginning to its end.
///
/// The cache starts empty; on disk it is one file that a start empties.
///
/// Threads: any.
public final class CachingObjectStore implements ObjectStore {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int PIECE_BYTES = 1 << 15;

  /// Blocks of one request for who reads on.
  private static final int MOST_AHEAD = 8;

  /// What is read ahead takes one in so many of the cache's blocks at most.
  private static final int AHEAD_SHARE = 16;

  private final ObjectStore store;
  private final BlockCache cache;
  private final int blockBytes;
  private final int aheadBlocks;

  /// @param store closed with this
  /// @param aheadBlocks of one request for who reads on
  CachingObjectStore(ObjectStore store, BlockCache cache, int blockBytes, int aheadBlocks) {
    this.store = store;
    this.cache = cache;
    this.blockBytes = blockBytes;
    this.aheadBlocks = aheadBlocks;
  }

  /// Keeps blocks in memory, outside the heap.
  ///
  /// @param store closed with the result
  /// @param sizeBytes most memory it takes, a MiB at least
  public static CachingObjectStore inMemory(ObjectStore store, long sizeBytes) {
    int slots = slots(sizeBytes);
    return new CachingObjectStore(
        store, new BlockCache(new MemorySlots(slots, BLOCK_BYTES), slots, PIECE_BYTES), BLOCK_BYTES, ahead(slots));
  }

  /// Keeps blocks in a file, which is emptied now and removed in the end.
  ///
  /// @param store closed with the result
  /// @param sizeBytes most disk it takes, a MiB at least
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when the file cannot be written
  public static CachingObjectStore onDisk(ObjectStore store, Path file, long sizeBytes) {
    int slots = slots(sizeBytes);
    return new CachingObjectStore(
        store, new BlockCache(new FileSlots(file, BLOCK_BYTES), slots, PIECE_BYTES), BLOCK_BYTES, ahead(slots));
  }

  private static int ahead(int slots) {
    return Math.clamp(slots / AHEAD_SHARE, 1, MOST_AHEAD);
  }

  private static int slots(long sizeBytes) {
    require(sizeBytes >= BLOCK_BYTES, "a cache of %d bytes, expected at least a MiB", sizeBytes);
    return (int) Math.min(Integer.MAX_VALUE, sizeBytes / BLOCK_BYTES);
  }

  /// How the cache was used so far.
  public CacheFigures figures() {
    return cache.figures();
  }

  @Override
  public byte[] rangeOfFixed(String name, long sizeBytes, long offset, int length) {
    StoreFaults.checkRange(name, offset, length);
    if (length == 0 || offset > sizeBytes - length) {
      return store.range(name, offset, length);
    }
    byte[] found = new byte[length];
    int at = 0;
    while (at < length) {
      long position = offset + at;
      long number = position / blockBytes;
      int from = (int) (position % blockBytes);
      int blockLength = (int) Math.min(blockBytes, sizeBytes - number * blockBytes);
      int count = Math.min(length - at, blockLength - from);
      cache.read(
          new BlockCache.Key(name, number), from, found, at, count,
          () -> load(name, sizeBytes, number));
      at += count;
    }
    return found;
  }

  /// Fetches a block, and those behind it that are not kept when the one before it is.
  private byte[] load(String name, long sizeBytes, long number) {
    long last = number;
    if (number > 0 && cache.has(new BlockCache.Key(name, number - 1))) {
      long end = Math.min(number + aheadBlocks, (sizeBytes + blockBytes - 1) / blockBytes);
      while (last + 1 < end && !cache.has(new BlockCache.Key(name, last + 1))) {
        last++;
      }
    }
    long from = number * blockBytes;
    byte[] bytes = store.range(name, from, (int) (Math.min(sizeBytes, (last + 1) * blockBytes) - from));
    for (long next = number + 1; next <= last; next++) {
      int start = (int) (next * blockBytes - from);
      cache.keep(
          new BlockCache.Key(name, next), Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + blockBytes)));
    }
    return last == number ? bytes : Arrays.copyOf(bytes, blockBytes);
  }

  @Override
  public Optional<byte[]> get(String name) {
    return store.get(name);
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    return store.range(name, offset, length);
  }

  @Override
  public void put(String name, byte[] content) {
    store.put(name, content);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    return store.putIfAbsent(name, content);
  }

  @Override
  public boolean putIfAbsent(String name, FileChannel content) {
    return store.putIfAbsent(name, content);
  }

  @Override
  public Optional<FileChannel> scratch() {
    return store.scratch();
  }

  @Override
  public void removeUnfinished(String prefix) {
    store.removeUnfinished(prefix);
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    return store.list(prefix, startAfter);
  }

  @Override
  public void delete(String name) {
    store.delete(name);
    cache.remove(name);
  }

  @Override
  public Optional<Path> localPath(String name) {
    return store.localPath(name);
  }

  @Override
  public Optional<AppendableStore> appendable() {
    return store.appendable();
  }

  @Override
  public Optional<ProcessLocks> locks() {
    return store.locks();
  }

  @Override
  public void close() {
    cache.close();
    store.close();
  }
}
