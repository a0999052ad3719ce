package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final long TABLE = 7;
  private static final SeriesSelection EVERY = new SeriesSelection.All();

  private final GrowingSchema schema = new GrowingSchema();
  private final Store store = new Store(schema);
  private int index;

  @Test
  void readsNothingFromATableWithoutRows() {
    try (TableReader reader = store.open(TABLE)) {
      assertThat(reader.series().count()).isZero();
      assertThat(reader.series().sorted()).isEmpty();
      assertThat(reader.shards(TimeSpan.ALL)).isEmpty();
    }
  }

  @Test
  void mergesRowsOfOneTimeFieldByField() {
    write(5, Map.of("host", "a"), 1, Map.of("x", 1.0));
    write(6, Map.of("host", "a"), 1, Map.of("y", 2.0));
    write(6, Map.of("host", "a"), 1, Map.of("x", 9.0));
    assertThat(read()).isEqualTo("host=a x: {1=9.0}\nhost=a y: {1=2.0}\n");
  }

  @Test
  void givesShardsAscendingByTimeWithTheSeriesAndFieldsTheyHave() {
    write(1, Map.of("host", "b"), 2 * GrowingSchema.DAY, Map.of("x", 1.0));
    write(1, Map.of("host", "a"), 0, Map.of("y", 1L));
    try (TableReader reader = store.open(TABLE)) {
      assertThat(reader.shards(TimeSpan.ALL)).extracting(ShardReader::span).containsExactly(
          new TimeSpan(0, GrowingSchema.DAY), new TimeSpan(2 * GrowingSchema.DAY, 3 * GrowingSchema.DAY));
      ShardReader first = reader.shards(new TimeSpan(0, 1)).getFirst();
      assertThat(first.fields()).extracting(Column::name).containsExactly("y");
      assertThat(first.series()).containsExactly(1);
      assertThat(reader.series().key(1)).hasToString("host=a");
      assertThat(reader.series().sorted()).containsExactly(1, 0);
      assertThat(reader.series().tagValue(1, "host")).contains("a");
      assertThat(reader.series().tagValue(1, "rack")).isEmpty();
    }
  }

  @Test
  void keepsAnEarlierOwnerFromTheManifestsAndFilesOfItsSuccessor() {
    MemoryObjectStore objects = new MemoryObjectStore();
    Store first = new Store(objects, schema, StoreOptions.DEFAULT);
    first.apply(new Rows(schema, TABLE).add(Map.of(), 1, Map.of("x", 1.0)).batch(), 1, 0);
    first.snapshot();
    try (Store second = new Store(objects, schema, StoreOptions.DEFAULT)) {
      second.claim();
      first.apply(new Rows(schema, TABLE).add(Map.of(), 2, Map.of("x", 2.0)).batch(), 2, 0);
      assertThatThrownBy(first::snapshot).hasMessageContaining("was written by another process");

      second.apply(new Rows(schema, TABLE).add(Map.of(), 3, Map.of("x", 3.0)).batch(), 3, 0);
      second.snapshot();
      assertThatThrownBy(first::snapshot).hasMessageContaining("was written by another process");
    }
    try (Store third = new Store(objects, schema, StoreOptions.DEFAULT); TableReader reader = third.open(TABLE)) {
      assertThat(TableModel.text(reader, TimeSpan.ALL, true)).isEqualTo(" x: {1=1.0, 3=3.0}\n");
    }
  }

  @Test
  void tellsAFieldsTypePerShardUntilItsRowsAreDeleted() {
    write(1, Map.of(), 0, Map.of("x", 1.0));
    write(2, Map.of(), GrowingSchema.DAY, Map.of("x", "text"));
    assertThat(store.fieldType(TABLE, 5, "x")).contains(ColumnType.FLOAT);
    assertThat(store.fieldType(TABLE, GrowingSchema.DAY + 5, "x")).contains(ColumnType.STRING);
    assertThat(store.fieldType(TABLE, 5, "y")).isEmpty();
    assertThat(store.fieldType(TABLE, 9 * GrowingSchema.DAY, "x")).isEmpty();
    store.delete(TABLE, EVERY, new TimeSpan(0, 1));
    assertThat(store.fieldType(TABLE, 5, "x")).isEmpty();
    assertThat(store.fieldType(TABLE, GrowingSchema.DAY + 5, "x")).contains(ColumnType.STRING);
    write(3, Map.of(), 0, Map.of("x", true));
    assertThat(store.fieldType(TABLE, 5, "x")).contains(ColumnType.BOOLEAN);
  }

  @Test
  void aFieldHasATypeOnlyInTheShardsOfABatchThatHaveItsValues() {
    Rows rows = new Rows(schema, TABLE)
        .add(Map.of(), 0, Map.of("x", 1.0))
        .add(Map.of(), GrowingSchema.DAY, Map.of("y", "text"));
    store.apply(rows.batch(), 1, index++);
    assertThat(store.fieldType(TABLE, 0, "x")).contains(ColumnType.FLOAT);
    assertThat(store.fieldType(TABLE, 0, "y")).isEmpty();
    assertThat(store.fieldType(TABLE, GrowingSchema.DAY, "x")).isEmpty();
    assertThat(store.fieldType(TABLE, GrowingSchema.DAY, "y")).contains(ColumnType.STRING);
  }

  @Test
  void forgetsASeriesWhoseLastRowIsDeleted() {
    write(1, Map.of("host", "a"), 1, Map.of("x", 1.0));
    write(1, Map.of("host", "b"), 2, Map.of("x", 2.0));
    store.delete(TABLE, new SeriesSelection.Keys(Set.of(SeriesKey.of(Map.of("host", "a")))), new TimeSpan(0, 2));
    try (TableReader reader = store.open(TABLE)) {
      assertThat(TableModel.seriesText(reader)).isEqualTo("host=b");
      assertThat(reader.series().count()).isEqualTo(1);
    }
    write(2, Map.of("host", "a"), 1, Map.of("x", 7.0));
    assertThat(read()).isEqualTo("host=a x: {1=7.0}\nhost=b x: {2=2.0}\n");
  }

  @Test
  void hidesRowsThatOutlivedTheirPolicy() {
    write(1, Map.of("host", "a"), 10, Map.of("x", 1.0));
    write(1, Map.of("host", "b"), 20, Map.of("x", 2.0));
    schema.expireBefore(11);
    assertThat(read()).isEqualTo("host=b x: {20=2.0}\n");
    try (TableReader reader = store.open(TABLE)) {
      assertThat(TableModel.seriesText(reader)).isEqualTo("host=b");
    }
  }

  @Test
  void clipsAShardAtItsNeighboursWhenTheDurationChanges() {
    write(1, Map.of(), GrowingSchema.DAY, Map.of("x", 1.0));
    schema.cutShardsEvery(7 * GrowingSchema.DAY);
    write(2, Map.of(), 0, Map.of("x", 1.0));
    write(2, Map.of(), 3 * GrowingSchema.DAY, Map.of("x", 1.0));
    assertThat(store.shards(Rows.POLICY)).extracting(Shard::span).containsExactly(
        new TimeSpan(-3 * GrowingSchema.DAY, GrowingSchema.DAY),
        new TimeSpan(GrowingSchema.DAY, 2 * GrowingSchema.DAY),
        new TimeSpan(2 * GrowingSchema.DAY, 4 * GrowingSchema.DAY));
  }

  @Test
  void dropsTablesShardsPoliciesAndDatabases() {
    write(1, Map.of(), 0, Map.of("x", 1.0));
    write(1, Map.of(), GrowingSchema.DAY, Map.of("x", 2.0));
    store.dropShard(store.shards(Rows.POLICY).getFirst().id());
    assertThat(read()).isEqualTo(" x: {86400000000000=2.0}\n");
    store.dropTable(TABLE);
    assertThat(read()).isEmpty();
    write(2, Map.of(), 0, Map.of("x", 1.0));
    store.dropPolicy(Rows.POLICY);
    assertThat(read()).isEmpty();
    write(3, Map.of(), 0, Map.of("x", 1.0));
    store.dropDatabase(Rows.DATABASE);
    assertThat(read()).isEmpty();
    assertThat(store.shards(Rows.POLICY)).isEmpty();
  }

  private void write(long sequence, Map<String, String> tags, long time, Map<String, Object> values) {
    store.apply(new Rows(schema, TABLE).add(tags, time, values).batch(), sequence, index++);
  }

  private String read() {
    try (TableReader reader = store.open(TABLE)) {
      return TableModel.text(reader, TimeSpan.ALL, true);
    }
  }
}
