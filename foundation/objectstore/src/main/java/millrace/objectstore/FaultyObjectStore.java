package millrace.objectstore;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A store that fails as told: for tests of everything that keeps data.
///
/// Threads: any; the calls of each operation are counted across threads.
public final class FaultyObjectStore implements ObjectStore {
  private final ObjectStore real;

  // Guarded by this.
  private final Map<StoreOperation, Integer> calls = new EnumMap<>(StoreOperation.class);
  private final Map<StoreOperation, Map<Integer, Fault>> planned = new EnumMap<>(StoreOperation.class);
  private boolean down;

  public FaultyObjectStore(ObjectStore real) {
    this.real = real;
  }

  /// Plans a fault for the `nth` call of an operation from now on, 1 being the next.
  public synchronized void plan(StoreOperation operation, int nth, Fault fault) {
    planned.computeIfAbsent(operation, _ -> new HashMap<>()).put(calls(operation) + nth, fault);
  }

  /// Forgets all planned faults.
  public synchronized void calm() {
    planned.clear();
  }

  /// Takes the store away, or gives it back: while it is away every call fails and does nothing.
  public synchronized void setDown(boolean isDown) {
    down = isDown;
  }

  /// Whether it is away.
  public synchronized boolean isDown() {
    return down;
  }

  /// Calls of an operation so far, faulty ones included.
  public synchronized int calls(StoreOperation operation) {
    return calls.getOrDefault(operation, 0);
  }

  @Override
  public Optional<byte[]> get(String name) {
    return read(
        StoreOperation.GET, name, () -> real.get(name), content -> content.map(FaultyObjectStore::flipped),
        (content, kept) -> content.map(bytes -> cut(bytes, kept)));
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    return read(
        StoreOperation.RANGE, name, () -> real.range(name, offset, length), FaultyObjectStore::flipped,
        FaultyObjectStore::cut);
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    return read(
        StoreOperation.LIST, prefix, () -> real.list(prefix, startAfter),
        found -> found.subList(0, Math.max(0, found.size() - 1)),
        (found, kept) -> found.subList(0, Math.min(kept, found.size())));
  }

  @Override
  public void put(String name, byte[] content) {
    write(StoreOperation.PUT, name, () -> real.put(name, content), kept -> real.put(name, cut(content, kept)));
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    boolean[] stored = {true};
    write(
        StoreOperation.PUT_IF_ABSENT,
        name,
        () -> stored[0] = real.putIfAbsent(name, content),
        kept -> real.putIfAbsent(name, cut(content, kept)));
    return stored[0];
  }

  @Override
  public boolean putIfAbsent(String name, FileChannel content) {
    boolean[] stored = {true};
    write(
        StoreOperation.PUT_IF_ABSENT,
        name,
        () -> stored[0] = real.putIfAbsent(name, content),
        kept -> real.putIfAbsent(name, cut(Scratch.bytes(name, content), kept)));
    return stored[0];
  }

  @Override
  public Optional<FileChannel> scratch() {
    return real.scratch();
  }

  @Override
  public void removeUnfinished(String prefix) {
    real.removeUnfinished(prefix);
  }

  @Override
  public void delete(String name) {
    write(StoreOperation.DELETE, name, () -> real.delete(name), _ -> {});
  }

  @Override
  public Optional<Path> localPath(String name) {
    return real.localPath(name);
  }

  @Override
  public Optional<AppendableStore> appendable() {
    return real.appendable().map(inner -> (name, head) -> create(inner, name, head));
  }

  @Override
  public Optional<ProcessLocks> locks() {
    return real.locks();
  }

  @Override
  public void close() {
    real.close();
  }

  private Optional<Appender> create(AppendableStore inner, String name, byte[] head) {
    List<Optional<Appender>> created = new ArrayList<>();
    write(
        StoreOperation.CREATE,
        name,
        () -> created.add(inner.create(name, head).map(appender -> new FaultyAppender(name, appender))),
        kept -> inner.create(name, cut(head, kept)).ifPresent(Appender::close));
    return created.isEmpty() ? Optional.empty() : created.getFirst();
  }

  private <T> T read(
      StoreOperation operation, String name, Supplier<T> duty, UnaryOperator<T> lie, Cutter<T> cutter) {
    return switch (next(operation, name)) {
      case Fault.Fail _ -> throw refusal(operation, name);
      case Fault.LoseAnswer _, Fault.ArriveLate _ -> throw refusal(operation, name);
      case Fault.Tear(int kept) -> cutter.cut(duty.get(), kept);
      case Fault.TearSilently(int kept) -> cutter.cut(duty.get(), kept);
      case Fault.Delay(Runnable first) -> {
        first.run();
        yield duty.get();
      }
      case Fault.Lie _ -> lie.apply(duty.get());
      case Fault.Last _ -> throw new AssertionError("opened before");
    };
  }

  private void write(StoreOperation operation, String name, Runnable duty, Consumer<Integer> part) {
    switch (next(operation, name)) {
      case Fault.Fail _ -> throw refusal(operation, name);
      case Fault.LoseAnswer _ -> {
        duty.run();
        throw refusal(operation, name);
      }
      case Fault.ArriveLate(Consumer<Runnable> keeper) -> {
        keeper.accept(duty);
        throw refusal(operation, name);
      }
      case Fault.Tear(int kept) -> {
        part.accept(kept);
        throw refusal(operation, name);
      }
      case Fault.TearSilently(int kept) -> part.accept(kept);
      case Fault.Delay(Runnable first) -> {
        first.run();
        duty.run();
      }
      case Fault.Lie _ -> {}
      case Fault.Last _ -> throw new AssertionError("opened before");
    }
  }

  /// Counts a call and says what is to happen; no fault is a delay of nothing.
  private synchronized Fault next(StoreOperation operation, String name) {
    int call = calls.merge(operation, 1, Integer::sum);
    Fault fault = planned.getOrDefault(operation, Map.of()).get(call);
    if (down) {
      throw refusal(operation, name);
    }
    if (fault instanceof Fault.Last(Fault last)) {
      down = true;
      return last;
    }
    return fault == null ? new Fault.Delay(() -> {}) : fault;
  }

  private static MillraceException refusal(StoreOperation operation, String name) {
    return new MillraceException(
        ErrorCode.STORE_UNAVAILABLE, "the store was told to fail " + operation + " of object " + name);
  }

  private static byte[] cut(byte[] bytes, int kept) {
    return Arrays.copyOf(bytes, Math.min(kept, bytes.length));
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] wrong = bytes.clone();
    if (wrong.length > 0) {
      wrong[wrong.length / 2] ^= 1;
    }
    return wrong;
  }

  @FunctionalInterface
  private interface Cutter<T> {
    T cut(T whole, int kept);
  }

  private final class FaultyAppender implements Appender {
    private final String name;
    private final Appender appender;

    FaultyAppender(String name, Appender appender) {
      this.name = name;
      this.appender = appender;
    }

    @Override
    public void append(List<ByteBuffer> pieces) {
      write(StoreOperation.APPEND, name, () -> appender.append(pieces), kept -> appender.append(cut(pieces, kept)));
    }

    @Override
    public void sync() {
      write(StoreOperation.SYNC, name, appender::sync, _ -> {});
    }

    @Override
    public void close() {
      appender.close();
    }

    private static List<ByteBuffer> cut(List<ByteBuffer> pieces, int kept) {
      List<ByteBuffer> first = new ArrayList<>();
      int left = kept;
      for (ByteBuffer piece : pieces) {
        int taken = Math.min(left, piece.remaining());
        first.add(piece.slice(piece.position(), taken));
        left -= taken;
      }
      return first;
    }
  }
}
