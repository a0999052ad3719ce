package millrace.wal;

import static millrace.wal.TestLog.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import org.junit.jupiter.api.Test;

/// On a store that takes objects whole only.
class WalOnBucketTest extends WalContract {
  private static final int FOOTER_BYTES = Frame.SIZE + Footer.SIZE;

  @Override
  ObjectStore freshStore() {
    return new MemoryObjectStore();
  }

  @Override
  StoreOperation storing() {
    return StoreOperation.PUT_IF_ABSENT;
  }

  @Test
  void sharesOnePutAmongTheWritersOfAnInterval() {
    try (TestLog log = TestLog.open(store)) {
      for (int number = 1; number <= 50; number++) {
        log.appendNoSync(number);
      }
      assertThat(log.bufferedNumbers()).isEmpty();
      assertThat(store.calls(StoreOperation.PUT_IF_ABSENT)).isZero();

      log.wal.seal();
      assertThat(log.bufferedNumbers()).hasSize(50);
      assertThat(store.calls(StoreOperation.PUT_IF_ABSENT)).isEqualTo(1);
    }
  }

  @Test
  void passesOverAPutThatTurnsUpAfterItFailed() {
    try (TestLog log = TestLog.open(store)) {
      store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.LoseAnswer());
      store.plan(StoreOperation.GET, 1, new Fault.Fail());
      assertFails(ErrorCode.STORE_UNAVAILABLE, "PUT_IF_ABSENT", () -> log.append(1));

      assertThat(log.append(2)).isEqualTo(new WalPosition(2, 0));
      assertThat(segmentNames()).containsExactly("n/wal/00000000001.wal", "n/wal/00000000002.wal");
      assertThat(log.bufferedNumbers()).containsExactly(2L);
      assertThat(crashed()).containsExactly(2L);
    }
  }

  @Test
  void putsASegmentEarlyWhenItIsFull() {
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withMaxSegmentBytes(92))) {
      CompletableFuture<WalPosition> first = log.appending(1);
      CompletableFuture<WalPosition> second = log.appending(2);
      assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void findsOutAStoreThatLies() {
    for (StoreOperation operation : List.of(StoreOperation.PUT_IF_ABSENT, StoreOperation.RANGE, StoreOperation.GET)) {
      for (int nth = 1; nth <= 4; nth++) {
        store = new FaultyObjectStore(freshStore());
        withOneFault(operation, nth, new Fault.Lie());
      }
    }
  }

  @Test
  void findsOutAStoreThatTears() {
    try (TestLog log = TestLog.open(store)) {
      store.plan(StoreOperation.RANGE, 1, new Fault.Tear(10));
      store.plan(StoreOperation.GET, 1, new Fault.Tear(10));
      assertFails(ErrorCode.STORE_UNAVAILABLE, "reads back otherwise than put", () -> log.append(1));
      log.append(2);
      assertThat(log.bufferedNumbers()).containsExactly(2L);
      assertThat(crashed()).containsExactly(2L);
    }
  }

  @Test
  void keepsAnEarlierOwnerOutFromItsStartOn() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    try (TestLog first = TestLog.openInEpoch(store, 2)) {
      first.wal.whenFenced(() -> told.complete(null));
      assertThat(first.append(1)).isEqualTo(new WalPosition(2, 0));
      try (TestLog second = TestLog.openInEpoch(store, 3)) {
        assertThat(second.bufferedNumbers()).containsExactly(1L);
        assertThat(second.wal.sealedSequence()).isEqualTo(3);
        assertThat(second.wal.read(3)).isEmpty();

        assertFails(ErrorCode.STORE_UNAVAILABLE, "another process has written", () -> first.append(2));
        assertThat(told).isCompleted();
        assertThat(second.append(3)).isEqualTo(new WalPosition(4, 0));
        assertThat(crashed()).containsExactly(1L, 3L);
      }
    }
  }

  @Test
  void takesInWhatAnEarlierOwnerGotInDuringTheStart() {
    List<Runnable> late = new ArrayList<>();
    FaultyObjectStore zombies = new FaultyObjectStore(store);
    TestLog zombie = TestLog.open(zombies);
    zombie.append(1);
    zombies.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.ArriveLate(late::add));
    assertFails(ErrorCode.STORE_UNAVAILABLE, "PUT_IF_ABSENT", () -> zombie.append(2));

    store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.Delay(late.getFirst()));
    try (TestLog log = TestLog.openInEpoch(store, 2)) {
      assertThat(log.bufferedNumbers()).containsExactly(1L, 2L);
      assertThat(log.append(3)).isEqualTo(new WalPosition(4, 0));
      assertThat(crashed()).containsExactly(1L, 2L, 3L);
    }
    zombie.close();
  }

  @Test
  void passesOverItsOwnPutThatArrivesAfterTheNextOne() {
    List<Runnable> late = new ArrayList<>();
    try (TestLog log = TestLog.open(store)) {
      store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.ArriveLate(late::add));
      assertFails(ErrorCode.STORE_UNAVAILABLE, "PUT_IF_ABSENT", () -> log.append(1));
      log.append(2);
      late.getFirst().run();
      log.append(3);
      assertThat(log.bufferedNumbers()).containsExactly(2L, 3L);
      assertThat(crashed()).containsExactly(2L, 3L);
    }
  }

  @Test
  void doesNotStartWithoutItsOwnSegment() {
    store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.Fail());
    assertFails(ErrorCode.STORE_UNAVAILABLE, "PUT_IF_ABSENT", () -> TestLog.openInEpoch(store, 2));
  }

  /// A process that died while it put its last object was told nothing, and told nobody anything.
  @Test
  void passesOverAnObjectThatBrokeOffAtTheEnd() {
    byte[] whole = threeSegments();
    for (int length = 0; length < whole.length; length++) {
      for (int others = 0; others < 2; others++) {
        threeSegments();
        byte[] begun = Arrays.copyOf(whole, length);
        store.put(name(3), begun);
        if (others == 1) {
          // The next one was under way too.
          store.put(name(4), Arrays.copyOf(begun, Math.min(length, 8)));
        }
        String what = length + " bytes, " + others + " more";
        List<Long> kept = length < whole.length - FOOTER_BYTES ? List.of(1L, 2L) : List.of(1L, 2L, 3L);
        assertQuietStart(what, 4, kept);
        assertThat(store.get(name(3) + ".damaged").isPresent()).as(what).isEqualTo(length < SegmentHeader.SIZE);
        if (length < SegmentHeader.SIZE) {
          assertThat(store.get(name(3) + ".damaged")).hasValue(begun);
          assertThat(store.putIfAbsent(name(3), whole)).as("a put that comes late, %s", what).isFalse();
        }
        assertQuietStart(what + ", again", 5, kept);
        try (TestLog log = TestLog.openInEpoch(store, 6)) {
          log.append(9);
        }
        assertQuietStart(what + ", and went on", 7, Stream.concat(kept.stream(), Stream.of(9L)).toList());
      }
    }
  }

  @Test
  void takesAnObjectThatIsCutInTheMiddleForDamage() {
    for (int length : new int[] {0, 8, SegmentHeader.SIZE - 1, SegmentHeader.SIZE, 100}) {
      threeSegments();
      store.put(name(2), Arrays.copyOf(store.get(name(2)).orElseThrow(), length));
      try (TestLog log = TestLog.openInEpoch(store, 4)) {
        assertThat(log.bufferedNumbers()).containsExactly(1L, 3L);
        assertThat(log.replayed.damage()).singleElement().asString().contains(name(2));
      }
    }
  }

  @Test
  void takesAnEndThatIsNoBeginningForDamage() {
    for (int at : new int[] {0, 9, 13, 30}) {
      byte[] whole = threeSegments();
      byte[] wrong = Arrays.copyOf(whole, at < 20 ? 40 : SegmentHeader.SIZE);
      wrong[at] ^= 1;
      store.put(name(3), wrong);
      try (TestLog log = TestLog.openInEpoch(store, 4)) {
        assertThat(log.bufferedNumbers()).containsExactly(1L, 2L);
        assertThat(log.replayed.damage()).as("byte %d", at).singleElement().asString().contains(name(3));
      }
    }
  }

  @Test
  void checksAnObjectThatBrokeOffAsTheStartDoes() {
    byte[] whole = threeSegments();
    store.put(name(3), Arrays.copyOf(whole, 40));
    WalCheck.Segment last = new WalCheck(store, "n").check(3).orElseThrow();
    assertThat(last.damage()).isEmpty();
    assertThat(last.unfinishedBytes()).isEqualTo(40);

    threeSegments();
    store.put(name(2), Arrays.copyOf(whole, 40));
    assertThat(new WalCheck(store, "n").check(2).orElseThrow().damage()).isNotEmpty();
  }

  private void assertQuietStart(String what, long epoch, List<Long> expected) {
    try (TestLog log = TestLog.openInEpoch(store, epoch)) {
      assertThat(log.replayed.damage()).as(what).isEmpty();
      assertThat(log.bufferedNumbers()).as(what).isEqualTo(expected);
    }
  }

  /// Puts three objects of a write each.
  ///
  /// @return the last of them
  private byte[] threeSegments() {
    store = new FaultyObjectStore(freshStore());
    try (TestLog log = TestLog.open(store)) {
      for (long number = 1; number <= 3; number++) {
        log.append(number);
      }
    }
    return store.get(name(3)).orElseThrow();
  }

  private static String name(long sequence) {
    return new WalNames("n").segment(sequence);
  }
}
