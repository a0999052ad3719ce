package millrace.objectstore;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bounded number of blocks of objects that never change, those least recently used going first.
///
/// **Reading** takes no lock but for the look-up. A block that is evicted while it is read is told by its mark: the
/// mark is set before the slot is written anew and looked at after the bytes were copied, so whoever finds it unset
/// has the block's own bytes. Every piece of a block carries a checksum, looked at on each read: what a bad disk made of
/// a block is loaded again and never seen.
///
/// **Loading** is done by the first who asks for a block; others who ask meanwhile wait for the same load.
///
/// A cache that cannot be written or read is as good as none: the reader has its bytes from the load.
///
/// Threads: any.
final class BlockCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockCache.class);

  private final Slots slots;
  private final int pieceBytes;
  private final ConcurrentMap<Key, CompletableFuture<byte[]>> loading = new ConcurrentHashMap<>();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  // Guarded by this.
  private final Map<Key, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<Integer> free = new ArrayDeque<>();
  private boolean isFailing;

  /// @param count slots that there are
  /// @param pieceBytes bytes under one checksum
  BlockCache(Slots slots, int count, int pieceBytes) {
    this.slots = slots;
    this.pieceBytes = pieceBytes;
    for (int slot = 0; slot < count; slot++) {
      free.add(slot);
    }
  }

  /// @param number of the block within the object
  record Key(String name, long number) {}

  private static final class Block {
    private final int slot;
    private final int length;
    private final int[] checksums;
    private volatile boolean isEvicted;

    Block(int slot, int length, int[] checksums) {
      this.slot = slot;
      this.length = length;
      this.checksums = checksums;
    }
  }

  /// Copies `count` bytes from `from` of a block on, into `into` from `at` on.
  ///
  /// @param load fetches the whole block
  void read(Key key, int from, byte[] into, int at, int count, Supplier<byte[]> load) {
    Optional<Block> known = find(key);
    if (known.isPresent() && copy(key, known.get(), from, into, at, count)) {
      hits.increment();
      return;
    }
    misses.increment();
    System.arraycopy(loaded(key, load), from, into, at, count);
  }

  /// What was read from it so far, and what it keeps now.
  CacheFigures figures() {
    long keptBytes;
    synchronized (this) {
      keptBytes = blocks.values().stream().mapToLong(block -> block.length).sum();
    }
    return new CacheFigures(hits.sum(), misses.sum(), keptBytes);
  }

  /// Whether a block is kept now; asking is no use of it.
  synchronized boolean has(Key key) {
    return blocks.containsKey(key);
  }

  /// Forgets an object's blocks.
  synchronized void remove(String name) {
    Iterator<Map.Entry<Key, Block>> entries = blocks.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Key, Block> entry = entries.next();
      if (entry.getKey().name().equals(name)) {
        entries.remove();
        evicted(entry.getValue());
      }
    }
  }

  @Override
  public void close() {
    slots.close();
  }

  private synchronized Optional<Block> find(Key key) {
    return Optional.ofNullable(blocks.get(key));
  }

  /// @return whether the bytes are there and right
  private boolean copy(Key key, Block block, int from, byte[] into, int at, int count) {
    int first = from / pieceBytes;
    int start = first * pieceBytes;
    int end = Math.min(block.length, (from + count + pieceBytes - 1) / pieceBytes * pieceBytes);
    byte[] pieces = new byte[end - start];
    try {
      slots.read(block.slot, start, pieces, 0, pieces.length);
    } catch (IOException e) {
      failed(e);
      drop(key, block);
      return false;
    }
    if (block.isEvicted) {
      return false;
    }
    for (int piece = first; piece * pieceBytes < end; piece++) {
      int offset = piece * pieceBytes - start;
      if (checksum(pieces, offset, Math.min(pieceBytes, pieces.length - offset)) != block.checksums[piece]) {
        LOG.warn("block {} of {} is damaged in the cache and is loaded again", key.number(), key.name());
        drop(key, block);
        return false;
      }
    }
    System.arraycopy(pieces, from - start, into, at, count);
    return true;
  }

  private byte[] loaded(Key key, Supplier<byte[]> load) {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> running = loading.putIfAbsent(key, mine);
    if (running != null) {
      return waitFor(running);
    }
    try {
      // Another load may have ended between the reader's look and now.
      byte[] bytes = kept(key).orElseGet(() -> fetched(key, load));
      mine.complete(bytes);
      return bytes;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      loading.remove(key, mine);
    }
  }

  private Optional<byte[]> kept(Key key) {
    return find(key).flatMap(block -> {
      byte[] bytes = new byte[block.length];
      return copy(key, block, 0, bytes, 0, bytes.length) ? Optional.of(bytes) : Optional.empty();
    });
  }

  private byte[] fetched(Key key, Supplier<byte[]> load) {
    byte[] bytes = load.get();
    keep(key, bytes);
    return bytes;
  }

  private static byte[] waitFor(CompletableFuture<byte[]> running) {
    try {
      return running.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  /// Takes in a whole block, unless it is kept already.
  void keep(Key key, byte[] bytes) {
    Optional<Integer> slot = takeSlot(key);
    if (slot.isEmpty()) {
      return;
    }
    int[] checksums = new int[(bytes.length + pieceBytes - 1) / pieceBytes];
    for (int piece = 0; piece < checksums.length; piece++) {
      int offset = piece * pieceBytes;
      checksums[piece] = checksum(bytes, offset, Math.min(pieceBytes, bytes.length - offset));
    }
    try {
      slots.write(slot.get(), bytes);
    } catch (IOException e) {
      failed(e);
      giveBack(slot.get());
      return;
    }
    put(key, new Block(slot.get(), bytes.length, checksums));
  }

  /// Finds a slot, by evicting the block that nobody has used for longest. None is left when all are being written.
  private synchronized Optional<Integer> takeSlot(Key key) {
    if (blocks.containsKey(key)) {
      return Optional.empty();
    }
    if (free.isEmpty() && !blocks.isEmpty()) {
      Iterator<Block> eldest = blocks.values().iterator();
      Block block = eldest.next();
      eldest.remove();
      evicted(block);
    }
    return Optional.ofNullable(free.poll());
  }

  private synchronized void put(Key key, Block block) {
    isFailing = false;
    Block replaced = blocks.put(key, block);
    if (replaced != null) {
      evicted(replaced);
    }
  }

  private synchronized void drop(Key key, Block block) {
    if (blocks.remove(key, block)) {
      evicted(block);
    }
  }

  /// Marks a block before its slot may be taken by another. The caller holds the lock.
  private void evicted(Block block) {
    block.isEvicted = true;
    free.add(block.slot);
  }

  private synchronized void giveBack(int slot) {
    free.add(slot);
  }

  private synchronized void failed(IOException e) {
    if (!isFailing) {
      LOG.warn("the cache of data files cannot be used, reading goes on without it: {}", e.toString());
    }
    isFailing = true;
  }

  private static int checksum(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }
}
