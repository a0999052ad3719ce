package millrace.objectstore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Objects on the heap that can grow, as in a folder: for a server that is to forget but whose writers need not wait for
/// the end of an interval, as they would with [MemoryObjectStore], which behaves like a bucket.
public final class GrowingMemoryStore implements ObjectStore, AppendableStore {
  private final MemoryObjectStore whole = new MemoryObjectStore();
  private final MemoryLocks locks = new MemoryLocks();
  /// Objects that still grow; `whole` has them as they were when somebody last looked.
  private final Map<String, Growth> growing = new ConcurrentHashMap<>();

  @Override
  public Optional<AppendableStore> appendable() {
    return Optional.of(this);
  }

  @Override
  public Optional<ProcessLocks> locks() {
    return Optional.of(locks);
  }

  @Override
  public Optional<Appender> create(String name, byte[] head) {
    if (!whole.putIfAbsent(name, head)) {
      return Optional.empty();
    }
    Growth growth = new Growth(name, head);
    growing.put(name, growth);
    return Optional.of(growth);
  }

  @Override
  public Optional<byte[]> get(String name) {
    catchUp(name);
    return whole.get(name);
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    catchUp(name);
    return whole.range(name, offset, length);
  }

  @Override
  public synchronized void put(String name, byte[] content) {
    growing.remove(name);
    whole.put(name, content);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    return whole.putIfAbsent(name, content);
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    growing.keySet().forEach(this::catchUp);
    return whole.list(prefix, startAfter);
  }

  @Override
  public synchronized void delete(String name) {
    growing.remove(name);
    whole.delete(name);
  }

  @Override
  public void close() {
    growing.keySet().forEach(this::catchUp);
  }

  /// Under the lock that replacing and deleting take, so that neither is undone.
  private synchronized void catchUp(String name) {
    Growth growth = growing.get(name);
    if (growth != null) {
      growth.publish();
    }
  }

  private final class Growth implements Appender {
    private final String name;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Growth(String name, byte[] head) {
      this.name = name;
      content.writeBytes(head);
    }

    @Override
    public synchronized void append(List<ByteBuffer> pieces) {
      for (ByteBuffer piece : pieces) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        content.writeBytes(bytes);
      }
    }

    /// Nothing is more durable than the heap here.
    @Override
    public void sync() {}

    private synchronized void publish() {
      whole.put(name, content.toByteArray());
    }

    @Override
    public void close() {
      catchUp(name);
      growing.remove(name, this);
    }
  }
}
