package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Repeat a failure with `-Dmillrace.seed=N`.
class CachingObjectStoreTest extends ObjectStoreContract {
  private static final long SEED = Long.getLong("millrace.seed", new Random().nextLong());
  private static final int BLOCK = 256;
  private static final int PIECE = 64;

  private final FaultyObjectStore far = new FaultyObjectStore(new MemoryObjectStore());
  private final byte[][] contents = new byte[5][];

  @TempDir Path folder;

  @Override
  ObjectStore open() {
    return CachingObjectStore.inMemory(new MemoryObjectStore(), 2 << 20);
  }

  @BeforeEach
  void fill() {
    Random random = new Random(7);
    for (int i = 0; i < contents.length; i++) {
      contents[i] = new byte[BLOCK * i + 1 + random.nextInt(BLOCK)];
      random.nextBytes(contents[i]);
      far.put("f" + i, contents[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsWhatTheStoreHasWhateverIsEvicted(boolean isOnDisk) throws Exception {
    try (CachingObjectStore near = small(isOnDisk, 3);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        Random random = new Random(SEED + reader);
        readers.add(threads.submit(() -> readAtRandom(near, random)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  private void readAtRandom(CachingObjectStore near, Random random) {
    for (int round = 0; round < 3_000; round++) {
      int file = random.nextInt(contents.length);
      int from = random.nextInt(contents[file].length);
      int length = 1 + random.nextInt(contents[file].length - from);
      assertThat(near.rangeOfFixed("f" + file, contents[file].length, from, length))
          .as("seed %d, file %d, %d bytes at %d", SEED, file, length, from)
          .isEqualTo(Arrays.copyOfRange(contents[file], from, from + length));
    }
  }

  @Test
  void asksTheStoreOnceForABlock() {
    try (CachingObjectStore near = small(true, 20)) {
      read(near, 4, 0, 1);
      read(near, 4, 100, 56);
      read(near, 4, 0, BLOCK);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(1);
      read(near, 4, BLOCK - 1, 2);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(2);
      read(near, 4, 0, contents[4].length);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(5);
    }
  }

  @Test
  void countsWhatItHadAndWhatItHadNot() {
    try (CachingObjectStore near = small(true, 20)) {
      assertThat(near.figures()).isEqualTo(new CacheFigures(0, 0, 0));
      read(near, 4, 0, 1);
      read(near, 4, 100, 56);
      read(near, 4, BLOCK - 1, 2);
      assertThat(near.figures()).isEqualTo(new CacheFigures(2, 2, 2L * BLOCK));
    }
  }

  @Test
  void readsAheadForWhoReadsOn() {
    try (CachingObjectStore near = readingAhead(20, 3)) {
      read(near, 4, 0, 10);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(1);
      read(near, 4, BLOCK, 10);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(2);
      read(near, 4, 2 * BLOCK, 2 * BLOCK);
      assertThat(far.calls(StoreOperation.RANGE)).as("three at once").isEqualTo(2);
      read(near, 4, 0, contents[4].length);
      assertThat(far.calls(StoreOperation.RANGE)).as("the last, shorter one").isEqualTo(3);
    }
  }

  @Test
  void readsOneBlockForWhoJumps() {
    try (CachingObjectStore near = readingAhead(20, 3)) {
      read(near, 4, 2 * BLOCK, 10);
      read(near, 4, 0, 10);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(2);
      read(near, 4, BLOCK, 10);
      assertThat(far.calls(StoreOperation.RANGE)).as("up to what is kept").isEqualTo(3);
      read(near, 4, 3 * BLOCK, 10);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void readsAheadWhateverIsEvicted(int slots) {
    try (CachingObjectStore near = readingAhead(slots, 4)) {
      readAtRandom(near, new Random(SEED));
    }
  }

  @Test
  void keepsTheBlocksThatAreUsed() {
    try (CachingObjectStore near = small(true, 2)) {
      read(near, 4, 0, 1);
      read(near, 4, BLOCK, 1);
      read(near, 4, 0, 1);
      read(near, 4, 2 * BLOCK, 1);
      int before = far.calls(StoreOperation.RANGE);
      read(near, 4, 0, 1);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(before);
      read(near, 4, BLOCK, 1);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(before + 1);
    }
  }

  @Test
  void loadsAgainWhatTheDiskDamaged() throws IOException {
    try (CachingObjectStore near = small(true, 4)) {
      read(near, 4, 0, BLOCK);
      Path file = folder.resolve("blocks");
      byte[] cached = Files.readAllBytes(file);
      cached[PIECE + 3] ^= 1;
      Files.write(file, cached, StandardOpenOption.WRITE);

      read(near, 4, 0, PIECE);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(1);
      read(near, 4, PIECE, 1);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(2);
      read(near, 4, 0, BLOCK);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(2);

      Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      read(near, 4, 0, BLOCK);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(3);
    }
  }

  @Test
  void goesOnWithoutADisk() {
    Slots broken = new Slots() {
      @Override
      public void write(int slot, byte[] bytes) throws IOException {
        throw new IOException("no space left");
      }

      @Override
      public void read(int slot, int offset, byte[] into, int at, int count) throws IOException {
        throw new IOException("no disk");
      }

      @Override
      public void close() {}
    };
    try (CachingObjectStore near = new CachingObjectStore(far, new BlockCache(broken, 2, PIECE), BLOCK, 2)) {
      for (int round = 0; round < 4; round++) {
        read(near, 4, 0, contents[4].length);
      }
    }
  }

  @Test
  void survivesReadersThatAreInterrupted() throws Exception {
    try (CachingObjectStore near = small(true, 8)) {
      read(near, 3, 0, contents[3].length);
      Thread reader = Thread.ofPlatform().start(() -> {
        Thread.currentThread().interrupt();
        read(near, 3, 0, contents[3].length);
      });
      reader.join();
      read(near, 3, 0, contents[3].length);
      int before = far.calls(StoreOperation.RANGE);
      read(near, 3, 0, contents[3].length);
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(before);
    }
  }

  @Test
  void loadsABlockOnceForAllWhoWait() throws Exception {
    CountDownLatch isLoading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    far.plan(StoreOperation.RANGE, 1, new Fault.Delay(() -> {
      isLoading.countDown();
      await(release);
    }));
    try (CachingObjectStore near = small(true, 8); ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> readers = new ArrayList<>(List.of(threads.submit(() -> read(near, 0, 0, 1))));
      await(isLoading);
      readers.add(threads.submit(() -> read(near, 0, 0, 1)));
      readers.add(threads.submit(() -> read(near, 0, 0, 1)));
      release.countDown();
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(far.calls(StoreOperation.RANGE)).isEqualTo(1);
    } finally {
      release.countDown();
    }
  }

  @Test
  void loadsNothingThatAnotherLoadedMeanwhile() {
    AtomicReference<Runnable> onRead = new AtomicReference<>(() -> {});
    MemorySlots memory = new MemorySlots(2, BLOCK);
    Slots slots = new Slots() {
      @Override
      public void write(int slot, byte[] bytes) {
        memory.write(slot, bytes);
      }

      @Override
      public void read(int slot, int offset, byte[] into, int at, int count) throws IOException {
        onRead.getAndSet(() -> {}).run();
        memory.read(slot, offset, into, at, count);
      }

      @Override
      public void close() {
        memory.close();
      }
    };
    BlockCache cache = new BlockCache(slots, 2, PIECE);
    try (CachingObjectStore near = new CachingObjectStore(far, cache, BLOCK, 1)) {
      read(near, 0, 0, 1);
      onRead.set(() -> {
        cache.remove("f0");
        read(near, 0, 0, 1);
      });
      read(near, 0, 0, 1);
      assertThat(far.calls(StoreOperation.RANGE)).as("first, and after the removal").isEqualTo(2);
    }
  }

  @Test
  void saysWhatTheStoreSaysAndTriesAgain() {
    try (CachingObjectStore near = small(false, 8)) {
      far.plan(StoreOperation.RANGE, 1, new Fault.Fail());
      assertFails(ErrorCode.STORE_UNAVAILABLE, () -> read(near, 1, 0, 1));
      read(near, 1, 0, 1);
      assertFails(ErrorCode.CORRUPT, () -> near.rangeOfFixed("f1", contents[1].length, contents[1].length, 1));
      assertFails(ErrorCode.CORRUPT, () -> near.rangeOfFixed("f1", contents[1].length + BLOCK, 0, 3 * BLOCK));
      assertFails(ErrorCode.NOT_FOUND, () -> near.rangeOfFixed("none", 10, 0, 1));
    }
  }

  @Test
  void forgetsWhatIsDeleted() {
    try (CachingObjectStore near = small(false, 8)) {
      read(near, 1, 0, 1);
      near.delete("f1");
      assertFails(ErrorCode.NOT_FOUND, () -> near.rangeOfFixed("f1", contents[1].length, 0, 1));
    }
  }

  @Test
  void leavesNoFileBehind() {
    CachingObjectStore.onDisk(new MemoryObjectStore(), folder.resolve("cache/n.blocks"), 1 << 20).close();
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  private CachingObjectStore small(boolean isOnDisk, int slots) {
    Slots room = isOnDisk ? new FileSlots(folder.resolve("blocks"), BLOCK) : new MemorySlots(slots, BLOCK);
    return new CachingObjectStore(far, new BlockCache(room, slots, PIECE), BLOCK, 1);
  }

  private CachingObjectStore readingAhead(int slots, int blocks) {
    return new CachingObjectStore(
        far, new BlockCache(new MemorySlots(slots, BLOCK), slots, PIECE), BLOCK, blocks);
  }

  private void read(ObjectStore near, int file, int from, int length) {
    assertThat(near.rangeOfFixed("f" + file, contents[file].length, from, length))
        .isEqualTo(Arrays.copyOfRange(contents[file], from, from + length));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
