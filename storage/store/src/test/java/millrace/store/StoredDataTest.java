package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;

/// What a store keeps in files, and what becomes of damage.
class StoredDataTest {
  private static final long TABLE = 7;
  private static final StoreOptions OPTIONS = new StoreOptions("n1", 1000, 3, 1 << 20, 2);

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private Store store = new Store(objects, schema, OPTIONS);

  @Test
  void keepsSnapshotsThroughARestartAndPassesOverWhatTheyCover() {
    List<Long> covered = new ArrayList<>();
    store.onCovered(covered::add);
    write(4, 0, "a", 1, 1.0);
    write(5, 0, "a", 2, 2.0);
    assertThat(store.snapshot()).isTrue();
    assertThat(store.snapshot()).isFalse();
    assertThat(covered).containsExactly(4L);
    assertThat(store.bufferedBytes()).isZero();
    restart();
    assertThat(store.firstNeededSegment()).isEqualTo(5);
    write(5, 0, "a", 2, 77.0);
    write(5, 1, "b", 1, 3.0);
    assertThat(read()).isEqualTo("host=a x: {1=1.0, 2=2.0}\nhost=b x: {1=3.0}\n");
  }

  @Test
  void refusesALogThatGoesBackOnceItHasBeenReplayed() {
    write(5, 1, "a", 1, 1.0);
    store.snapshot();
    write(5, 0, "a", 1, 7.0);
    store.endReplay();
    assertThatThrownBy(() -> write(5, 1, "a", 2, 2.0))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("went back");
    write(5, 2, "a", 2, 2.0);
    assertThat(read()).isEqualTo("host=a x: {1=1.0, 2=2.0}\n");
  }

  @Test
  void namesFilesByDatabaseTableAndShard() {
    write(1, 0, "a", 25L * 3600 * 1_000_000_000, 1.0);
    store.snapshot();
    assertThat(store.files()).extracting(FileDescription::name)
        .containsExactly("n1/dbs/1/7/1970-01-02/00-00/0000000001.parquet");
  }

  @Test
  void isDueBySizeOrByLogSegments() {
    write(1, 0, "a", 1, 1.0);
    assertThat(store.isSnapshotDue()).isFalse();
    write(2, 0, "a", 2, 1.0);
    write(3, 0, "a", 3, 1.0);
    assertThat(store.isSnapshotDue()).isTrue();
    store.snapshot();
    assertThat(store.isSnapshotDue()).isFalse();
    for (int i = 0; i < 60; i++) {
      write(4, i, "a", i, 1.0);
    }
    assertThat(store.isSnapshotDue()).isTrue();
  }

  @Test
  void appliesADeletionAtItsPlaceInTheReplayedLog() {
    write(1, 0, "a", 1, 1.0);
    store.delete(TABLE, new SeriesSelection.All(), TimeSpan.ALL);
    write(1, 1, "a", 2, 2.0);
    restart();
    write(1, 0, "a", 1, 1.0);
    write(1, 1, "a", 2, 2.0);
    assertThat(read()).isEqualTo("host=a x: {2=2.0}\n");
  }

  @Test
  void mergesFilesOfAShardAndRemovesTheOldOnesWhenTheLastReaderIsGone() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    write(2, 0, "a", 1, 9.0);
    store.snapshot();
    TableReader reader = store.open(TABLE);
    assertThat(store.compact(0)).isEqualTo(1);
    assertThat(store.files()).extracting(FileDescription::level).containsExactly(1);
    assertThat(dataObjects()).hasSize(3);
    assertThat(TableModel.text(reader, TimeSpan.ALL, true)).isEqualTo("host=a x: {1=9.0}\n");
    reader.close();
    reader.close();
    assertThat(dataObjects()).hasSize(1);
    assertThat(read()).isEqualTo("host=a x: {1=9.0}\n");
  }

  @Test
  void aReaderKeepsTheFilesOfItsMomentAndNoLaterOnes() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    String first = dataObjects().getFirst();
    TableReader reader = store.open(TABLE);
    write(2, 0, "a", 2, 2.0);
    store.snapshot();
    store.compact(0);
    assertThat(dataObjects()).as("the one it noted, and the merged one").hasSize(2).contains(first);
    TableReader later = store.open(TABLE);
    reader.close();
    assertThat(dataObjects()).hasSize(1).doesNotContain(first);
    store.dropTable(TABLE);
    assertThat(TableModel.text(later, TimeSpan.ALL, true)).isEqualTo("host=a x: {1=1.0, 2=2.0}\n");
    later.close();
    assertThat(dataObjects()).isEmpty();
  }

  @Test
  void looksAgainAtAShardThatGotColdOrHadRowsDeleted() {
    store = new Store(objects, schema, new StoreOptions("n1", 1000, 3, 1 << 20, 4));
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    write(2, 0, "a", 2, 2.0);
    store.snapshot();
    assertThat(store.compact(0)).isZero();
    assertThat(store.compact(0)).isZero();
    assertThat(store.compact(3 * GrowingSchema.DAY)).isEqualTo(1);
    assertThat(store.compact(3 * GrowingSchema.DAY)).isZero();
    store.delete(TABLE, new SeriesSelection.All(), new TimeSpan(1, 2));
    assertThat(store.compact(3 * GrowingSchema.DAY)).isEqualTo(1);
    assertThat(read()).isEqualTo("host=a x: {2=2.0}\n");
    write(3, 0, "a", 1, 3.0);
    store.snapshot();
    assertThat(store.compact(3 * GrowingSchema.DAY)).isEqualTo(1);
    assertThat(read()).isEqualTo("host=a x: {1=3.0, 2=2.0}\n");
  }

  @Test
  void tellsWhatItKnowsOfPointsBeforeReadingThem() {
    Rows rows = new Rows(schema, TABLE);
    for (int i = 0; i < 20_000; i++) {
      rows.add(Map.of("host", "a"), i, Map.of("x", i * 1.0));
    }
    store.apply(rows.batch(), 1, 0);
    store.snapshot();
    write(2, 0, "a", 20_000, 5.0);
    try (TableReader reader = store.open(TABLE)) {
      ShardReader shard = reader.shards(TimeSpan.ALL).getFirst();
      Column x = shard.fields().getFirst();
      assertThat(summaries(shard.cursor(0, x, TimeSpan.ALL, true).orElseThrow()))
          .isEqualTo("6666@0..6665 sum 2.2214445E7; 6667@6666..13332 sum 6.6663333E7; "
              + "6667@13333..19999 sum 1.11112222E8; 1 read; ");
      assertThat(summaries(shard.cursor(0, x, new TimeSpan(5, 13_333), false).orElseThrow()))
          .isEqualTo("6667@6666..13332 sum 6.6663333E7; 6661 read; ");
    }
  }

  private static String summaries(Cursor cursor) {
    StringBuilder text = new StringBuilder();
    PointBatch batch = new PointBatch(ColumnType.FLOAT);
    int read = 0;
    while (true) {
      Optional<PointSummary> summary = cursor.summary();
      if (summary.isPresent()) {
        double sum = Double.longBitsToDouble(summary.get().figures().orElseThrow().sum());
        text.append(summary.get().count()).append('@').append(summary.get().minNanos()).append("..")
            .append(summary.get().maxNanos()).append(" sum ").append(sum).append("; ");
        cursor.skip();
      } else if (cursor.next(batch)) {
        read += batch.size;
      } else {
        return text.append(read).append(" read; ").toString();
      }
    }
  }

  @Test
  void dropsShardsThatOutlivedTheirPolicy() {
    write(1, 0, "a", 1, 1.0);
    write(1, 1, "a", GrowingSchema.DAY, 2.0);
    store.snapshot();
    schema.expireBefore(GrowingSchema.DAY);
    store.expire();
    assertThat(store.files()).hasSize(1);
    assertThat(dataObjects()).hasSize(1);
    assertThat(read()).isEqualTo("host=a x: {86400000000000=2.0}\n");
  }

  @Test
  void setsADamagedFileAsideNamesItAndAnswersFromTheRest() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    write(2, 0, "a", 2, 2.0);
    store.snapshot();
    String damaged = dataObjects().getFirst();
    byte[] bytes = objects.get(damaged).orElseThrow();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
    }
    objects.put(damaged, bytes);
    restart();
    for (int round = 0; round < 3; round++) {
      try (TableReader reader = store.open(TABLE)) {
        assertThat(TableModel.text(reader, TimeSpan.ALL, true)).isEqualTo("host=a x: {2=2.0}\n");
        assertThat(reader.damage()).hasSize(1).first().asString().contains(damaged);
      }
      store.setDamagedAside();
    }
    restart();
    assertThat(store.files()).extracting(FileDescription::isDamaged).containsExactly(false, true);
    store.removeOrphans();
    assertThat(dataObjects()).contains(damaged);
  }

  /// The file's rows are of two types, with a value missing, so that pages of every kind are in it.
  @Test
  void aQueryAnswersRightOrNamesTheFileWhateverByteOfItIsFlipped() {
    Rows rows = new Rows(schema, TABLE)
        .add(Map.of("host", "a"), 1, Map.of("x", 1.5, "s", "one"))
        .add(Map.of("host", "a"), 2, Map.of("x", 2.5))
        .add(Map.of("host", "b"), 1, Map.of("x", 3.5, "s", "two"));
    store.apply(rows.batch(), 1, 0);
    store.snapshot();
    String name = dataObjects().getFirst();
    String right = read();
    byte[] whole = objects.get(name).orElseThrow();
    int named = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 + at % 255);
      objects.put(name, flipped);
      restart();
      try (TableReader reader = store.open(TABLE)) {
        String answer = TableModel.text(reader, TimeSpan.ALL, true);
        if (reader.damage().isEmpty()) {
          assertThat(answer).as("byte %d of %d", at, whole.length).isEqualTo(right);
        } else {
          assertThat(reader.damage()).as("byte %d", at).singleElement().asString().contains(name);
          named++;
        }
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(e).as("byte %d", at).hasMessageContaining(name);
        named++;
      }
    }
    assertThat(named).isGreaterThan(whole.length / 8);
  }

  @Test
  void saysWhatIsMissingOnlyWhereItIsMissing() {
    write(1, 0, "a", 5, 1.0);
    store.snapshot();
    objects.put(dataObjects().getFirst(), new byte[100]);
    restart();
    for (int round = 0; round < 3; round++) {
      try (TableReader reader = store.open(TABLE)) {
        assertThat(TableModel.text(reader, new TimeSpan(2 * GrowingSchema.DAY, 3 * GrowingSchema.DAY), true)).isEmpty();
        assertThat(reader.damage()).isEmpty();
        // The same shard, where the file has no rows.
        assertThat(TableModel.text(reader, new TimeSpan(6, GrowingSchema.DAY), true)).isEmpty();
        assertThat(reader.damage()).isEmpty();
        assertThat(TableModel.text(reader, TimeSpan.ALL, true)).isEmpty();
        assertThat(reader.damage()).hasSize(1);
      }
      store.setDamagedAside();
    }
  }

  @Test
  void removesFilesThatNoManifestLists() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    objects.put("n1/dbs/1/7/1970-01-01/00-00/0000000099.parquet", new byte[10]);
    store.removeOrphans();
    assertThat(dataObjects()).hasSize(1);
    assertThat(read()).isEqualTo("host=a x: {1=1.0}\n");
  }

  @Test
  void stopsWhenAnotherProcessWritesItsManifests() {
    write(1, 0, "a", 1, 1.0);
    Store other = new Store(objects, schema, OPTIONS);
    other.apply(new Rows(schema, TABLE).add(Map.of(), 1, Map.of("x", 1.0)).batch(), 1, 0);
    other.snapshot();
    assertThatThrownBy(store::snapshot)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThat(read()).isEqualTo("host=a x: {1=1.0}\n");
  }

  @Test
  void passesOverAManifestWhoseWriterDiedBeforeItStood() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    byte[] whole = objects.get(objects.list("n1/snapshots/", "").getFirst().name()).orElseThrow();
    for (int kept : new int[] {0, 3, 11, 100, whole.length - 1}) {
      objects.put(ManifestLog.name("n1/snapshots/", 2), Arrays.copyOf(whole, kept));
      restart();
      assertThat(read()).as("%d bytes", kept).isEqualTo("host=a x: {1=1.0}\n");
      assertThat(store.firstNeededSegment()).isEqualTo(1);
    }
    write(2, 0, "b", 2, 2.0);
    store.snapshot();
    store.removeOrphans();
    restart();
    assertThat(read()).isEqualTo("host=a x: {1=1.0}\nhost=b x: {2=2.0}\n");
  }

  @Test
  void doesNotStartOnADamagedManifest() {
    write(1, 0, "a", 1, 1.0);
    store.snapshot();
    String name = objects.list("n1/snapshots/", "").getFirst().name();
    byte[] bytes = objects.get(name).orElseThrow();
    bytes[bytes.length / 2] ^= 1;
    objects.put(name, bytes);
    assertThatThrownBy(this::restart)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining(name);
  }

  private void restart() {
    store = new Store(objects, schema, OPTIONS);
  }

  private void write(long segment, int index, String host, long time, double x) {
    store.apply(new Rows(schema, TABLE).add(Map.of("host", host), time, Map.of("x", x)).batch(), segment, index);
  }

  private String read() {
    try (TableReader reader = store.open(TABLE)) {
      return TableModel.text(reader, TimeSpan.ALL, true);
    }
  }

  private List<String> dataObjects() {
    return objects.list("n1/dbs/", "").stream().map(StoredObject::name).toList();
  }
}
