package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

/// A reader opens the files it needs, and no others.
class LazyOpeningTest {
  private static final long TABLE = 7;
  private static final int DAYS = 40;
  private static final long HOUR = GrowingSchema.DAY / 24;
  private static final StoreOptions OPTIONS = new StoreOptions("n", 1 << 20, 100, 1 << 20, 100);

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private Store store = new Store(objects, schema, OPTIONS);

  /// One file a day, each with a host of its own beside one that all have.
  private void fill() {
    for (int day = 0; day < DAYS; day++) {
      long time = day * GrowingSchema.DAY + HOUR;
      Rows rows = new Rows(schema, TABLE)
          .add(Map.of("host", "all", "day", "d" + day), time, Map.of("x", (double) day))
          .add(Map.of("host", "only" + day), time, Map.of("x", 1.0, "y", 2.0));
      store.apply(rows.batch(), day + 1, 0);
      store.snapshot();
    }
    store = new Store(objects, schema, OPTIONS);
  }

  @Test
  void startingOpensNoFile() {
    fill();
    assertThat(store.files()).hasSize(DAYS);
    try (TableReader reader = store.open(TABLE)) {
      assertThat(reader.shards(TimeSpan.ALL)).hasSize(DAYS);
      assertThat(reader.shards(TimeSpan.ALL).getFirst().fields()).extracting(Column::name).containsExactly("x", "y");
      assertThat(reader.isUnwritten()).isFalse();
    }
    assertThat(store.openFiles()).isZero();
  }

  @Test
  void aQueryOfOneDayOpensThatDaysFile() {
    fill();
    TimeSpan day = new TimeSpan(7 * GrowingSchema.DAY, 8 * GrowingSchema.DAY);
    try (TableReader reader = store.open(TABLE)) {
      List<ShardReader> shards = reader.shards(day);
      assertThat(shards).hasSize(1);
      assertThat(shards.getFirst().series()).hasSize(2);
      assertThat(points(shards.getFirst(), shards.getFirst().series()[0])).containsExactly(7.0);
    }
    assertThat(store.openFiles()).isEqualTo(1);
  }

  @Test
  void aQueryOfOneSeriesOpensTheFilesThatMayHaveIt() {
    fill();
    try (TableReader reader = store.open(TABLE)) {
      assertThat(scan(reader, Map.of("host", Set.of("only33")))).containsExactly("host=only33 1.0");
    }
    assertThat(store.openFiles()).isLessThan(6);
    try (TableReader reader = store.open(TABLE)) {
      assertThat(scan(reader, Map.of("host", Set.of("all", "none"), "day", Set.of("d3", "d5"))))
          .containsExactly("day=d3,host=all 3.0", "day=d5,host=all 5.0");
      assertThat(scan(reader, Map.of("host", Set.of("none")))).isEmpty();
    }
    assertThat(store.openFiles()).isLessThan(12);
  }

  @Test
  void whatIsAskedForByTagsHonoursDeletions() {
    fill();
    store.delete(TABLE, new SeriesSelection.All(), new TimeSpan(3 * GrowingSchema.DAY, 4 * GrowingSchema.DAY));
    try (TableReader reader = store.open(TABLE)) {
      assertThat(scan(reader, Map.of("host", Set.of("only3", "only4")))).containsExactly("host=only4 1.0");
      assertThat(reader.series().count()).isEqualTo(2 * DAYS - 2);
    }
  }

  @Test
  void openFilesAreBoundedWhileAllAreRead() {
    fill();
    store = new Store(objects, schema, OPTIONS.withHeapBytes(8 * 10_000));
    try (TableReader reader = store.open(TABLE)) {
      assertThat(reader.series().count()).isEqualTo(2 * DAYS);
      assertThat(scan(reader, Map.of())).hasSize(2 * DAYS);
    }
    assertThat(store.openFiles()).isBetween(1, 10);
  }

  @Test
  void rowsInMemoryAreFoundByTagsToo() {
    fill();
    store.apply(
        new Rows(schema, TABLE).add(Map.of("host", "only2"), 0, Map.of("x", 9.0)).batch(), DAYS + 1, 0);
    try (TableReader reader = store.open(TABLE)) {
      assertThat(scan(reader, Map.of("host", Set.of("only2")))).containsExactly("host=only2 9.0", "host=only2 1.0");
    }
  }

  private List<String> scan(TableReader reader, Map<String, Set<String>> tags) {
    Column x = schema.column(TABLE, "x", ColumnType.FLOAT);
    RowScan scan = new RowScan(reader, List.of(x), TimeSpan.ALL, series -> true, tags);
    RowBatch batch = scan.newBatch();
    List<String> rows = new ArrayList<>();
    while (scan.next(batch)) {
      for (int run = 0; run < batch.runCount; run++) {
        for (int row = batch.runStart[run]; row < batch.runStart[run + 1]; row++) {
          rows.add(reader.series().key(batch.runSeries[run]) + " " + batch.column(0).floats[row]);
        }
      }
    }
    return rows;
  }

  private List<Double> points(ShardReader shard, int series) {
    Cursor cursor = shard.cursor(series, schema.column(TABLE, "x", ColumnType.FLOAT), TimeSpan.ALL, true).orElseThrow();
    PointBatch batch = new PointBatch(ColumnType.FLOAT);
    List<Double> found = new ArrayList<>();
    while (cursor.next(batch)) {
      for (int i = 0; i < batch.size; i++) {
        found.add(batch.floats[i]);
      }
    }
    return found;
  }
}
