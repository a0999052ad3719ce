package millrace.wal;

import static millrace.wal.TestLog.assertFails;
import static millrace.wal.TestLog.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a log promises on every kind of store.
abstract class WalContract {
  FaultyObjectStore store;

  abstract ObjectStore freshStore();

  /// The call that stores a group.
  abstract StoreOperation storing();

  @BeforeEach
  final void openStore() {
    store = new FaultyObjectStore(freshStore());
  }

  @Test
  void answersWhenABatchIsStoredAndInTheBuffer() {
    try (TestLog log = TestLog.open(store)) {
      WalPosition position = log.append(5);

      assertThat(log.bufferedNumbers()).containsExactly(5L);
      assertThat(position).isEqualTo(new WalPosition(1, 0));
      assertThat(crashed()).containsExactly(5L);
    }
  }

  @Test
  void writesNothingInAnEmptyInterval() {
    try (TestLog log = TestLog.open(store)) {
      log.wal.seal();
      log.timer.tick();
      assertThat(log.wal.seal()).isZero();
      assertThat(segmentNames()).isEmpty();

      log.append(1);
      log.wal.seal();
      log.wal.seal();
      assertThat(segmentNames()).containsExactly("n/wal/00000000001.wal");
    }
  }

  @Test
  void writesOneSegmentAnInterval() {
    try (TestLog log = TestLog.open(store)) {
      for (int number = 1; number <= 6; number++) {
        log.appendNoSync(number);
        if (number % 2 == 0) {
          log.wal.seal();
        }
      }
      assertThat(segmentNames())
          .containsExactly("n/wal/00000000001.wal", "n/wal/00000000002.wal", "n/wal/00000000003.wal");
      assertThat(log.wal.sealedSequence()).isEqualTo(3);
      assertThat(Batches.numbers(log.wal.read(2).orElseThrow().batches())).containsExactly(3L, 4L);
      assertThat(log.wal.read(4)).isEmpty();
    }
  }

  @Test
  void tellsListenersOfEachInterval() throws InterruptedException {
    try (TestLog log = TestLog.open(store)) {
      LinkedBlockingQueue<SealedInterval> heard = log.listen();
      log.appendNoSync(1);
      log.appendNoSync(2);
      log.wal.seal();
      log.wal.seal();
      log.append(3);
      log.timer.tick();

      SealedInterval first = next(heard);
      SealedInterval second = next(heard);
      assertThat(Batches.numbers(first.batches())).containsExactly(1L, 2L);
      assertThat(Batches.numbers(second.batches())).containsExactly(3L);
      assertThat(first.batches().getFirst()).isSameAs(log.buffered.getFirst().batch());
      assertThat(List.of(first.sequence(), second.sequence())).containsExactly(1L, 2L);
    }
  }

  @Test
  void waitsForNoListener() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    List<Long> heard = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(10);
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withListenerBytes(150))) {
      log.wal.addListener(
          interval -> {
            await(release);
            heard.addAll(Batches.numbers(interval.batches()));
            all.countDown();
            throw new IllegalStateException("a listener that fails");
          });
      for (int number = 1; number <= 10; number++) {
        log.append(number);
        log.wal.seal();
      }
      assertThat(log.bufferedNumbers()).hasSize(10);
      release.countDown();
      await(all);
    }
    assertThat(heard).containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void tellsAListenerWhatItMissed() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    WalOptions options = WalOptions.DEFAULTS.withListenerBytes(0).withCoveredSegmentsToKeep(1);
    try (TestLog log = TestLog.open(store, options)) {
      log.wal.addListener(
          new FlushListener() {
            @Override
            public void onFlush(SealedInterval interval) {
              await(release);
              heard.add("flush " + interval.sequence());
            }

            @Override
            public void onMissed(long first, long last) {
              heard.add("missed " + first + " to " + last);
            }
          });
      for (int number = 1; number <= 5; number++) {
        log.append(number);
        log.wal.seal();
      }
      log.wal.trim(5);
      release.countDown();
      List<String> all = new ArrayList<>();
      while (!all.contains("flush 5")) {
        all.add(heard.poll(30, TimeUnit.SECONDS));
      }
      assertThat(all).endsWith("flush 5").anyMatch(line -> line.startsWith("missed"));
    }
  }

  @Test
  void keepsOrderAmongManyWriters() {
    List<CompletableFuture<WalPosition>> answers = new ArrayList<>();
    try (TestLog log = TestLog.open(store)) {
      for (int number = 0; number < 300; number++) {
        answers.add(log.appending(number));
      }
      while (!answers.stream().allMatch(CompletableFuture::isDone)) {
        log.wal.seal();
      }
      List<WalPosition> places =
          log.buffered.stream().map(batch -> new WalPosition(batch.sequence(), batch.position())).toList();
      assertThat(places).isSortedAccordingTo((a, b) -> a.sequence() == b.sequence()
          ? Integer.compare(a.position(), b.position()) : Long.compare(a.sequence(), b.sequence()));
      for (AppendedBatch batch : log.buffered) {
        assertThat(answers.get((int) Batches.number(batch.batch())).join())
            .isEqualTo(new WalPosition(batch.sequence(), batch.position()));
      }
      assertThat(crashed()).containsExactlyElementsOf(log.bufferedNumbers());
    }
  }

  @Test
  void replaysFromASequence() {
    try (TestLog log = TestLog.open(store)) {
      log.append(1);
      log.wal.seal();
      log.append(2);
      log.wal.seal();
    }
    try (TestLog log = TestLog.openFrom(store, 2)) {
      assertThat(log.bufferedNumbers()).containsExactly(2L);
      assertThat(log.replayed).isEqualTo(new ReplayReport(1, 1, 1, 3, List.of()));
      assertThat(log.append(3).sequence()).isEqualTo(3);
    }
    try (TestLog log = TestLog.openFrom(store, 9)) {
      assertThat(log.append(4).sequence()).isEqualTo(9);
    }
  }

  @Test
  void trimsWhatAManifestCovers() {
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withCoveredSegmentsToKeep(1))) {
      for (int number = 1; number <= 5; number++) {
        log.append(number);
        log.wal.seal();
      }
      log.wal.trim(3);
      assertThat(segmentNames())
          .containsExactly("n/wal/00000000003.wal", "n/wal/00000000004.wal", "n/wal/00000000005.wal");
      log.wal.trim(99);
      assertThat(segmentNames()).containsExactly("n/wal/00000000005.wal");
    }
  }

  @Test
  void keepsWhatIsOnHoldAndSaysWhereTheLogBegins() {
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withCoveredSegmentsToKeep(0))) {
      assertThat(log.wal.firstSequence()).isEqualTo(1);
      for (int number = 1; number <= 5; number++) {
        log.append(number);
        log.wal.seal();
      }
      log.wal.hold(new SegmentHold(() -> 3, 1 << 20));
      log.wal.trim(5);
      assertThat(log.wal.firstSequence()).isEqualTo(3);
      assertThat(log.wal.read(2)).isEmpty();
      assertThat(log.wal.read(3).map(SealedInterval::sequence)).hasValue(3L);
      log.wal.hold(new SegmentHold(() -> 3, 0));
      log.wal.trim(5);
      assertThat(log.wal.firstSequence()).isEqualTo(6);
    }
  }

  @Test
  void storesEverythingOnClose() {
    TestLog log = TestLog.open(store);
    log.appendNoSync(1);
    log.appendNoSync(2);
    log.close();
    log.close();

    assertThat(log.bufferedNumbers()).containsExactly(1L, 2L);
    assertThat(crashed()).containsExactly(1L, 2L);
    assertFails(ErrorCode.SHUTTING_DOWN, "wal is shutdown and not accepting writes", () -> log.append(3));
    assertFails(ErrorCode.SHUTTING_DOWN, "not accepting writes", () -> log.appendNoSync(3));
    assertThat(log.wal.seal()).isEqualTo(1);
  }

  @Test
  void refusesWritesWhenFull() {
    CountDownLatch release = new CountDownLatch(1);
    store.plan(storing(), 1, new Fault.Delay(() -> await(release)));
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withMaxQueuedWrites(3))) {
      for (int number = 1; number <= 3; number++) {
        log.appendNoSync(number);
      }
      assertFails(ErrorCode.STORE_UNAVAILABLE, "wal buffer full with 3 ops", () -> log.appendNoSync(4));
      release.countDown();
      log.wal.seal();
      log.append(5);
      assertThat(log.bufferedNumbers()).containsExactly(1L, 2L, 3L, 5L);
    } finally {
      release.countDown();
    }
  }

  @Test
  void refusesWritesWhenTooManyBytesWait() {
    CountDownLatch release = new CountDownLatch(1);
    store.plan(storing(), 1, new Fault.Delay(() -> await(release)));
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withMaxQueuedBytes(100))) {
      log.appendNoSync(1);
      log.appendNoSync(2);
      assertFails(ErrorCode.STORE_UNAVAILABLE, "wal buffer full with 2 ops", () -> log.appendNoSync(3));
      release.countDown();
    } finally {
      release.countDown();
    }
  }

  @Test
  void failsWritersWhileTheStoreIsAwayAndRecovers() {
    try (TestLog log = TestLog.open(store)) {
      log.append(1);
      store.setDown(true);
      assertFails(ErrorCode.STORE_UNAVAILABLE, "told to fail", () -> log.append(2));
      log.appendNoSync(3);
      log.wal.seal();
      assertFails(ErrorCode.STORE_UNAVAILABLE, "told to fail", () -> log.append(4));
      assertThat(log.bufferedNumbers()).containsExactly(1L);

      store.setDown(false);
      log.append(5);
      assertThat(log.bufferedNumbers()).containsExactly(1L, 3L, 5L);
      assertThat(crashed()).containsExactly(1L, 3L, 5L);
    }
  }

  @Test
  void saysOnCloseWhatCouldNotBeStored() {
    TestLog log = TestLog.open(store);
    store.setDown(true);
    log.appendNoSync(1);
    log.wal.seal();
    assertFails(ErrorCode.STORE_UNAVAILABLE, "1 writes accepted without sync could not be stored", log::close);
  }

  @Test
  void neverLosesNorResurrectsWhateverCallFails() {
    List<Fault> faults = List.of(new Fault.Fail(), new Fault.LoseAnswer(), new Fault.Tear(70), new Fault.Tear(0));
    for (Fault fault : faults) {
      for (StoreOperation operation : StoreOperation.values()) {
        for (int nth = 1; nth <= 4; nth++) {
          store = new FaultyObjectStore(freshStore());
          withOneFault(operation, nth, fault);
        }
      }
    }
  }

  /// Torn atomic puts break the store's own promise, so they are left to the damage tests.
  final void withOneFault(StoreOperation operation, int nth, Fault fault) {
    if (fault instanceof Fault.Tear && operation != StoreOperation.APPEND) {
      return;
    }
    List<Long> answered = new ArrayList<>();
    try (TestLog log = TestLog.open(store)) {
      store.plan(operation, nth, fault);
      for (long number = 1; number <= 8; number++) {
        try {
          log.append(number);
          answered.add(number);
        } catch (MillraceException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        }
        if (number % 3 == 0) {
          log.wal.seal();
        }
      }
      store.calm();
      String what = fault + " at " + operation + " " + nth;
      assertThat(answered).as(what).hasSizeGreaterThanOrEqualTo(7);
      assertThat(log.bufferedNumbers()).as(what).isEqualTo(answered);
      assertThat(crashed()).as(what).isEqualTo(answered);
      List<Long> readBack = new ArrayList<>();
      log.wal.seal();
      for (long sequence = 1; sequence <= log.wal.sealedSequence(); sequence++) {
        log.wal.read(sequence).ifPresent(interval -> readBack.addAll(Batches.numbers(interval.batches())));
      }
      assertThat(readBack).as(what).isEqualTo(answered);
    }
  }

  @Test
  void answersTheWriterWhenTheBufferFails() {
    TestLog log =
        TestLog.open(
            store,
            batch -> {
              if (Batches.number(batch.batch()) == 2) {
                throw new IllegalStateException("no room");
              }
            });
    try (log) {
      log.append(1);
      assertFails(ErrorCode.INTERNAL, "could not be taken in", () -> log.append(2));
      log.append(3);
      assertThat(log.bufferedNumbers()).containsExactly(1L, 3L);
    }
  }

  @Test
  void takesNothingBeforeItIsStarted() {
    Wal wal =
        new Wal(
            store, new WalOwner("n", 0, UUID.randomUUID()), WalOptions.DEFAULTS, () -> 0, new ManualTimer(),
            _ -> {});
    assertFails(ErrorCode.STORE_UNAVAILABLE, "wal is not started", () -> wal.append(Batches.numbered(1)));
    assertThat(wal.seal()).isZero();
    wal.close();
  }

  @Test
  void stopsWhenAnotherProcessTakesTheLog() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    try (TestLog first = TestLog.open(store)) {
      first.wal.whenFenced(() -> told.complete(null));
      first.append(1);
      try (TestLog second = TestLog.open(store)) {
        assertThat(second.bufferedNumbers()).containsExactly(1L);
        second.append(2);

        String message = "another process has written to the WAL ahead of this one";
        assertFails(ErrorCode.STORE_UNAVAILABLE, message, () -> first.append(3));
        assertFails(ErrorCode.STORE_UNAVAILABLE, message, () -> first.append(4));
        assertThat(told).isCompleted();
        second.append(5);
        assertThat(crashed()).containsExactly(1L, 2L, 5L);
      }
    }
  }

  /// What a process would find that started now, on a copy of the store.
  List<Long> crashed() {
    ObjectStore copy = freshStore();
    for (StoredObject object : store.list("", "")) {
      copy.put(object.name(), store.get(object.name()).orElseThrow());
    }
    try (TestLog log = TestLog.open(copy)) {
      assertThat(log.replayed.damage()).isEmpty();
      return log.bufferedNumbers();
    }
  }

  List<String> segmentNames() {
    return store.list("n/wal/0", "").stream().map(StoredObject::name).toList();
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).as("released within 30 seconds").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
