package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import millrace.objectstore.GrowingMemoryStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;

/// What is said of a log without starting it.
class WalCheckTest {
  private static final String LAST = "n/wal/00000000002.wal";

  @Test
  void everyFlippedByteIsFound() {
    long seed = Long.getLong("millrace.seed", 41);
    Random random = new Random(seed);
    for (boolean sealed : List.of(true, false)) {
      MemoryObjectStore store = log(sealed);
      for (StoredObject object : store.list("n/wal/0", "")) {
        byte[] whole = store.get(object.name()).orElseThrow();
        for (int at = 0; at < whole.length; at++) {
          byte[] flipped = whole.clone();
          flipped[at] ^= (byte) (1 + random.nextInt(255));
          store.put(object.name(), flipped);
          assertThat(damage(store)).as("byte %d of %s, -Dmillrace.seed=%d", at, object.name(), seed).isNotEmpty();
        }
        store.put(object.name(), whole);
      }
      assertThat(damage(store)).isEmpty();
    }
  }

  /// A process that dies leaves the beginning of a write; nothing acknowledged is in it.
  @Test
  void aCutWriteIsUnfinishedNotDamaged() {
    MemoryObjectStore store = log(false);
    byte[] whole = store.get(LAST).orElseThrow();
    for (int length = SegmentHeader.SIZE; length < whole.length; length++) {
      store.put(LAST, Arrays.copyOf(whole, length));
      WalCheck.Segment segment = new WalCheck(store, "n").check(2).orElseThrow();
      assertThat(segment.damage()).as("%d bytes left", length).isEmpty();
      long standing = segment.entries().isEmpty() ? SegmentHeader.SIZE : segment.entries().getLast().end();
      assertThat(standing + segment.unfinishedBytes()).isEqualTo(length);
    }
  }

  @Test
  void namesWhatIsMissing() {
    MemoryObjectStore store = log(true);
    store.delete("n/wal/00000000001.wal");
    assertThat(new WalCheck(store, "n").missing(1)).containsExactly(1L);
    assertThat(new WalCheck(store, "n").missing(2)).isEmpty();
  }

  @Test
  void mendsASegmentAndKeepsACopy() {
    MemoryObjectStore store = log(true);
    byte[] whole = store.get(LAST).orElseThrow();
    byte[] damaged = whole.clone();
    damaged[SegmentHeader.SIZE + Frame.SIZE + 3] ^= 1;
    store.put(LAST, damaged);
    WalCheck check = new WalCheck(store, "n");
    assertThat(check.check(2).orElseThrow().damage()).singleElement().asString().contains("checksum differs");

    String copy = check.mend(2);

    assertThat(store.get(copy)).contains(damaged);
    WalCheck.Segment mended = check.check(2).orElseThrow();
    assertThat(mended.damage()).isEmpty();
    assertThat(mended.isSalvaged()).isTrue();
    assertThat(mended.entries()).hasSize(2);
    assertThat(check.setAside()).containsExactly(2L);
  }

  /// Two segments, the first with one entry, the second with three.
  private static MemoryObjectStore log(boolean sealed) {
    ObjectStore growing = new GrowingMemoryStore();
    try (TestLog log = TestLog.open(growing)) {
      log.appending(1).join();
      log.wal.seal();
      log.appending(2).join();
      log.appending(3).join();
      log.appending(4).join();
      MemoryObjectStore unsealed = copy(growing);
      log.wal.seal();
      return sealed ? copy(growing) : unsealed;
    }
  }

  private static MemoryObjectStore copy(ObjectStore from) {
    MemoryObjectStore to = new MemoryObjectStore();
    from.list("", "").forEach(object -> to.put(object.name(), from.get(object.name()).orElseThrow()));
    return to;
  }

  private static String damage(ObjectStore store) {
    WalCheck check = new WalCheck(store, "n");
    return check.sequences().stream()
        .flatMap(sequence -> check.check(sequence).orElseThrow().damage().stream())
        .collect(Collectors.joining("\n"));
  }
}
