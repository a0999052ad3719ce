package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;
import millrace.datafile.TagFilter;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final StoredFile FILE =
      new StoredFile(5, 1, 7, 3, 2, 40, 38, -10, 99, 1000, 12, 65_536, List.of(2, 4),
          new TagFilter(new byte[] {1, 2, 3}));
  private static final Manifest MANIFEST =
      new Manifest(
          9, new LogPosition(17, 3), 44, 6, 4, Map.of(3L, new Shard(3, 1, 2, new TimeSpan(-100, 100))), List.of(FILE),
          List.of(
              new StoredTombstone(7, 1, 2, 41, new LogPosition(17, 4), TimeSpan.ALL, Optional.empty()),
              new StoredTombstone(
                  7, 1, 2, 42, new LogPosition(18, 0), new TimeSpan(0, 5),
                  Optional.of(List.of(SeriesKey.of(Map.of("host", "a b")), SeriesKey.EMPTY)))),
          List.of(new StoredFile(4, 1, 7, 3, 0, 39, 0, 0, 0, 1, 1, 100, List.of(), TagFilter.ANY)));
  private static final ManifestCodec.Written WRITTEN =
      ManifestCodec.Written.whole(MANIFEST, UUID.randomUUID(), UUID.randomUUID());
  private static final ManifestCodec.Written CHANGE = new ManifestCodec.Written(
      new ManifestChange(
          MANIFEST.numbers(), new ListChange<>(List.of(), Set.of(1L, 2L)),
          new ListChange<>(MANIFEST.files(), Set.of(1L, 3L)), new ListChange<>(List.of(), Set.of(2L)),
          new ListChange<>(MANIFEST.tombstones(), Set.of(30L))),
      List.of(new ManifestCodec.Named(8, UUID.randomUUID()), new ManifestCodec.Named(2, UUID.randomUUID())),
      UUID.randomUUID(), UUID.randomUUID());

  @Test
  void readsBackWhatWasWritten() {
    assertThat(ManifestCodec.decode("m", ManifestCodec.encode(WRITTEN))).usingRecursiveComparison().isEqualTo(WRITTEN);
    assertThat(ManifestCodec.decodeWhole("m", ManifestCodec.encode(WRITTEN)))
        .usingRecursiveComparison().isEqualTo(MANIFEST);
    assertThat(ManifestCodec.decode("m", ManifestCodec.encode(CHANGE))).usingRecursiveComparison().isEqualTo(CHANGE);
    ManifestCodec.Written empty = ManifestCodec.Written.whole(Manifest.EMPTY, new UUID(0, 0), new UUID(0, 1));
    assertThat(ManifestCodec.decode("m", ManifestCodec.encode(empty))).usingRecursiveComparison().isEqualTo(empty);
  }

  @Test
  void anyDamageIsCorrupt() {
    byte[] whole = ManifestCodec.encode(CHANGE);
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = round % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
      if (round % 2 == 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertThatThrownBy(() -> ManifestCodec.decode("n/snapshots/1.manifest", damaged))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
          .hasMessageStartingWith("reading manifest n/snapshots/1.manifest: ");
    }
  }

  @Test
  void knowsAPutThatWasNotFinished() {
    byte[] whole = ManifestCodec.encode(WRITTEN);
    for (int kept = 0; kept < whole.length; kept++) {
      assertThat(ManifestCodec.isTorn(Arrays.copyOf(whole, kept))).as("%d bytes", kept).isTrue();
    }
    assertThat(ManifestCodec.isTorn(whole)).isFalse();
    assertThat(ManifestCodec.isTorn(new byte[4])).isFalse();
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    assertThat(ManifestCodec.isTorn(damaged)).isFalse();
    byte[] old = whole.clone();
    old[7] = 3;
    assertThat(ManifestCodec.isTorn(Arrays.copyOf(old, old.length / 2))).as("a format without a length").isFalse();
  }

  @Test
  void refusesAPartWhereAllIsWanted() {
    byte[] bytes = ManifestCodec.encode(CHANGE);
    assertThatThrownBy(() -> ManifestCodec.decodeWhole("m", bytes)).hasMessage("reading manifest m: rests on another");
  }

  @Test
  void readsTheFormatOfWholeVersions() {
    assertThat(ManifestCodec.decode("m", inFormat(4))).usingRecursiveComparison().isEqualTo(WRITTEN);
    assertThat(ManifestCodec.isTorn(Arrays.copyOf(inFormat(4), 7))).isTrue();
    assertThat(ManifestCodec.isTorn(Arrays.copyOf(inFormat(4), 50))).isTrue();
  }

  @Test
  void readsTheFormatWithoutALength() {
    assertThat(ManifestCodec.decode("m", inFormat(3))).usingRecursiveComparison().isEqualTo(WRITTEN);
  }

  /// The manifest as earlier servers wrote it: without what it rests on and what it removes, and once without a length.
  private static byte[] inFormat(int format) {
    byte[] whole = ManifestCodec.encode(WRITTEN);
    int uuids = 32;
    int head = format == 3 ? 8 : 12;
    int lists = 4 * 4;
    int length = head + whole.length - 12 - 4 - lists;
    ByteBuffer old = ByteBuffer.allocate(length);
    old.put(whole, 0, 4).putInt(format);
    if (format == 4) {
      old.putInt(length);
    }
    old.put(whole, 12, uuids).put(whole, 12 + uuids + 4, whole.length - 12 - uuids - 4 - lists - 8);
    CRC32 crc = new CRC32();
    crc.update(old.array(), 0, old.position());
    return old.putLong(crc.getValue()).array();
  }

  @Test
  void keepsADeletionAsLongAsAFileOrReplayNeedsIt() {
    assertThat(MANIFEST.withoutSpentTombstones().tombstones()).hasSize(2);
    Manifest covered = MANIFEST.withCovered(new LogPosition(18, 0));
    assertThat(covered.withoutSpentTombstones().tombstones()).hasSize(2);
    assertThat(covered.withoutFiles(file -> true).withoutSpentTombstones().tombstones()).isEmpty();
    assertThat(MANIFEST.withoutFiles(file -> true).withoutSpentTombstones().tombstones()).hasSize(2);
    assertThat(MANIFEST.withoutFiles(file -> true).shards()).isEmpty();
  }
}
