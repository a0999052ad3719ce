package millrace.wal;

import static millrace.wal.TestLog.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import org.junit.jupiter.api.Test;

/// Starts on segments that are torn, damaged, foreign or gone.
class WalDamageTest {
  private static final String FIRST = "n/wal/00000000001.wal";
  private static final String SECOND = "n/wal/00000000002.wal";
  private static final int FOOTER_BYTES = Frame.SIZE + Footer.SIZE;
  private static final List<Long> ALL = List.of(1L, 2L, 3L, 4L, 5L);

  @Test
  void keepsWhatStandsBeforeATornTailWhereverItIsTorn() {
    byte[] whole = segmentWithFive();
    List<Integer> ends = entryEnds(whole);
    for (int length = SegmentHeader.SIZE; length < whole.length; length++) {
      int kept = entriesWithin(ends, length);
      MemoryObjectStore store = new MemoryObjectStore();
      store.put(FIRST, Arrays.copyOf(whole, length));

      assertStart(store, ALL.subList(0, kept), "torn at " + length);
      append(store, 6);
      List<Long> later = new ArrayList<>(ALL.subList(0, kept));
      later.add(6L);
      assertStart(store, later, "second start after a tear at " + length);
      assertThat(store.list("n/wal/", "")).hasSize(2);
    }
  }

  @Test
  void cutsOffZerosAndRubbishAtTheEnd() {
    byte[] whole = segmentWithFive();
    int unsealed = whole.length - FOOTER_BYTES;
    for (byte rubbish : new byte[] {0, 1, -1}) {
      byte[] longer = Arrays.copyOf(whole, unsealed + 4096);
      Arrays.fill(longer, unsealed, longer.length, rubbish);
      MemoryObjectStore store = new MemoryObjectStore();
      store.put(FIRST, longer);

      assertStart(store, ALL, "rubbish " + rubbish);
    }
  }

  @Test
  void losesAtMostTheEntryAWrongBitIsIn() {
    byte[] whole = segmentWithFive();
    List<Integer> ends = entryEnds(whole);
    for (int at = 0; at < whole.length; at++) {
      MemoryObjectStore store = new MemoryObjectStore();
      store.put(FIRST, whole);
      append(store, 6);
      byte[] wrong = whole.clone();
      wrong[at] ^= 1;
      store.put(FIRST, wrong);
      List<Long> expected = new ArrayList<>(ALL);
      if (at >= SegmentHeader.SIZE && at < ends.getLast()) {
        expected.remove(entriesWithin(ends, at));
      }
      expected.add(6L);

      try (TestLog log = TestLog.open(store)) {
        assertThat(log.bufferedNumbers()).as("bit at %d", at).isEqualTo(expected);
        assertThat(log.replayed.damage()).as("bit at %d", at).singleElement().asString().contains(FIRST);
      }
      assertThat(store.get(FIRST + ".damaged")).as("bit at %d", at).hasValue(wrong);
      assertStart(store, expected, "second start after a wrong bit at " + at);
    }
  }

  @Test
  void namesTheBytesThatAreDamaged() {
    byte[] wrong = segmentWithFive();
    wrong[SegmentHeader.SIZE + Frame.SIZE] ^= 1;
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(FIRST, wrong);

    try (TestLog log = TestLog.open(store)) {
      assertThat(log.replayed.damage())
          .containsExactly("WAL file " + FIRST + ": bytes 64 to 110 hold an entry whose checksum differs");
      assertThat(log.replayed.nextSequence()).isEqualTo(2);
    }
  }

  @Test
  void failsTheStartOnDamageWhenToldTo() {
    byte[] wrong = segmentWithFive();
    wrong[70] ^= 1;
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(FIRST, wrong);

    WalOptions strict = WalOptions.DEFAULTS.withFailOnError(true);
    assertFails(ErrorCode.CORRUPT, "WAL file " + FIRST, () -> TestLog.open(store, strict).close());
    assertThat(store.get(FIRST)).hasValue(wrong);
    assertThat(store.get(FIRST + ".damaged")).isEmpty();
  }

  @Test
  void startsOnATornTailEvenWhenToldToFailOnDamage() {
    MemoryObjectStore store = new MemoryObjectStore();
    byte[] whole = segmentWithFive();
    store.put(FIRST, Arrays.copyOf(whole, whole.length - FOOTER_BYTES - 1));

    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withFailOnError(true))) {
      assertThat(log.bufferedNumbers()).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void setsAForeignFileAside() {
    MemoryObjectStore store = new MemoryObjectStore();
    byte[] foreign = "PK, not a segment at all".repeat(10).getBytes(StandardCharsets.UTF_8);
    store.put(FIRST, foreign);
    store.put("n/wal/readme.txt", foreign);

    try (TestLog log = TestLog.open(store)) {
      assertThat(log.bufferedNumbers()).isEmpty();
      assertThat(log.replayed.damage()).hasSize(1);
      assertThat(log.append(1).sequence()).isEqualTo(2);
    }
    assertThat(store.get(FIRST)).isEmpty();
    assertThat(store.get(FIRST + ".damaged")).hasValue(foreign);
    assertStart(store, List.of(1L), "second start");
  }

  @Test
  void takesNoEntryOfAnotherSegment() {
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(SECOND, segmentWithFive());

    try (TestLog log = TestLog.openFrom(store, 2)) {
      assertThat(log.bufferedNumbers()).isEmpty();
      assertThat(log.replayed.damage()).hasSize(1);
    }
  }

  @Test
  void saysWhichSegmentsAreMissing() {
    MemoryObjectStore store = new MemoryObjectStore();
    for (int number = 1; number <= 3; number++) {
      append(store, number);
    }
    store.delete(SECOND);

    try (TestLog log = TestLog.open(store)) {
      assertThat(log.bufferedNumbers()).containsExactly(1L, 3L);
      assertThat(log.replayed.damage())
          .containsExactly("WAL files from " + SECOND + " to before n/wal/00000000003.wal are missing");
    }
  }

  @Test
  void saysHowMuchOfASegmentIsMissing() {
    MemoryObjectStore store = new MemoryObjectStore();
    byte[] whole = segmentWithFive();
    store.put(FIRST, whole);
    append(store, 6);
    store.put(FIRST, Arrays.copyOf(whole, whole.length - FOOTER_BYTES - 46));

    try (TestLog log = TestLog.open(store)) {
      assertThat(log.bufferedNumbers()).containsExactly(1L, 2L, 3L, 4L, 6L);
      assertThat(log.replayed.damage())
          .containsExactly("WAL file " + FIRST + ": 86 bytes are missing at the end");
    }
    assertStart(store, List.of(1L, 2L, 3L, 4L, 6L), "second start");
  }

  @Test
  void refusesANewerFormat() {
    byte[] newer = segmentWithFive();
    ByteBuffer header = ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort(8, (short) 2).putInt(60, Checksums.of(newer, 0, 60));
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(FIRST, newer);

    assertFails(
        ErrorCode.CORRUPT,
        "WAL file " + FIRST + " has format version 2, this server reads version 1",
        () -> TestLog.open(store).close());
    assertThat(store.get(FIRST)).hasValue(newer);
  }

  private static byte[] segmentWithFive() {
    MemoryObjectStore store = new MemoryObjectStore();
    try (TestLog log = TestLog.open(store)) {
      ALL.forEach(log::appendNoSync);
    }
    return store.get(FIRST).orElseThrow();
  }

  private static List<Integer> entryEnds(byte[] segment) {
    return SegmentScanner.scan(FIRST, 1, segment, SegmentHeader.UNKNOWN).entries().stream()
        .map(ScannedSegment.Entry::end)
        .toList();
  }

  private static int entriesWithin(List<Integer> ends, int length) {
    return (int) ends.stream().filter(end -> end <= length).count();
  }

  private static void append(ObjectStore store, long number) {
    try (TestLog log = TestLog.open(store)) {
      log.append(number);
    }
  }

  private static void assertStart(ObjectStore store, List<Long> numbers, String what) {
    try (TestLog log = TestLog.open(store)) {
      assertThat(log.bufferedNumbers()).as(what).isEqualTo(numbers);
      assertThat(log.replayed.damage()).as(what).isEmpty();
    }
  }
}
