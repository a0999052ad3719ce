package millrace.plugins;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lines of text in the object store, in order, bounded by their bytes: the oldest chunk goes when there is too much.
///
/// The newest chunk is put again whenever lines were added, until it is full; so a store that cannot append loses no more
/// than the lines since the last save. Objects are named `<prefix>/<10 digits>.jsonl`.
///
/// Threads: [#add] from any; [#save] from one at a time.
final class RecordChunks {
  private static final Logger LOG = LoggerFactory.getLogger(RecordChunks.class);
  static final int CHUNK_BYTES = 256 * 1024;
  static final long MAX_STORED_BYTES = 64L * 1024 * 1024;
  private static final int MAX_UNSAVED_CHUNKS = 64;
  private static final int PARALLEL_READS = 16;

  private final ObjectStore store;
  private final String prefix;
  private final int chunkBytes;
  private final long maxStoredBytes;

  /// Chunks in the store, oldest first; only [#save] and [#load] touch it.
  private final Deque<StoredObject> stored = new ArrayDeque<>();

  /// Guarded by `this`: chunks not stored yet, oldest first, the last one still growing.
  private final Deque<Chunk> unsaved = new ArrayDeque<>();

  private long nextChunk = 1;

  /// @param chunkBytes a chunk that has reached this size is full
  /// @param maxStoredBytes what the store keeps, to the size of a chunk
  RecordChunks(ObjectStore store, String prefix, int chunkBytes, long maxStoredBytes) {
    this.store = store;
    this.prefix = prefix + "/";
    this.chunkBytes = chunkBytes;
    this.maxStoredBytes = maxStoredBytes;
  }

  /// Hands every stored line to `lines`, oldest first. Called once, before anything is added.
  void load(Consumer<String> lines) {
    List<StoredObject> found = store.list(prefix, "");
    List<Future<byte[]>> contents = new ArrayList<>();
    try (ExecutorService readers =
        Executors.newFixedThreadPool(PARALLEL_READS, Thread.ofVirtual().name("plugin-records-load").factory())) {
      for (StoredObject object : found) {
        contents.add(readers.submit(() -> store.get(object.name()).orElse(new byte[0])));
      }
    }
    for (int i = 0; i < found.size(); i++) {
      stored.add(found.get(i));
      text(found.get(i), contents.get(i)).lines().forEach(lines);
    }
    nextChunk = found.isEmpty() ? 1 : number(found.getLast()) + 1;
  }

  /// Adds one line; it lasts once the next [#save] has returned.
  synchronized void add(byte[] line) {
    if (unsaved.isEmpty() || unsaved.getLast().bytes.size() >= chunkBytes) {
      unsaved.addLast(new Chunk(name(nextChunk++)));
    }
    Chunk last = unsaved.getLast();
    last.bytes.writeBytes(line);
    last.bytes.write('\n');
    last.isSaved = false;
    if (unsaved.size() > MAX_UNSAVED_CHUNKS) {
      LOG.warn("log rows of plugins are lost, the store takes none: {}", unsaved.removeFirst().name);
    }
  }

  /// Puts what was added since the last call.
  ///
  /// @throws MillraceException when the store cannot take it; nothing is lost, the next call tries again
  void save() {
    for (Chunk chunk : changedChunks()) {
      byte[] content;
      synchronized (this) {
        content = chunk.bytes.toByteArray();
        chunk.isSaved = true;
      }
      try {
        store.put(chunk.name, content);
      } catch (MillraceException e) {
        markUnsaved(chunk);
        throw e;
      }
      remember(new StoredObject(chunk.name, content.length));
    }
    forgetFullChunks();
    trim();
  }

  private synchronized List<Chunk> changedChunks() {
    return unsaved.stream().filter(chunk -> !chunk.isSaved).toList();
  }

  private synchronized void markUnsaved(Chunk chunk) {
    chunk.isSaved = false;
  }

  private synchronized void forgetFullChunks() {
    unsaved.removeIf(chunk -> chunk.isSaved && chunk.bytes.size() >= chunkBytes);
  }

  private void remember(StoredObject object) {
    if (!stored.isEmpty() && stored.getLast().name().equals(object.name())) {
      stored.removeLast();
    }
    stored.addLast(object);
  }

  private void trim() {
    long bytes = stored.stream().mapToLong(StoredObject::sizeBytes).sum();
    while (bytes > maxStoredBytes && stored.size() > 1) {
      StoredObject oldest = stored.getFirst();
      store.delete(oldest.name());
      stored.removeFirst();
      bytes -= oldest.sizeBytes();
    }
  }

  private static String text(StoredObject object, Future<byte[]> content) {
    return switch (content.state()) {
      case SUCCESS -> new String(content.resultNow(), StandardCharsets.UTF_8);
      case FAILED, CANCELLED, RUNNING -> {
        LOG.warn("log rows of plugins cannot be read: {}", object.name());
        yield "";
      }
    };
  }

  private String name(long number) {
    return prefix + String.format(Locale.ROOT, "%010d", number) + ".jsonl";
  }

  private long number(StoredObject object) {
    String digits = object.name().substring(prefix.length()).replace(".jsonl", "");
    return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : 0;
  }

  private static final class Chunk {
    private final String name;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean isSaved;

    Chunk(String name) {
      this.name = name;
    }
  }
}
