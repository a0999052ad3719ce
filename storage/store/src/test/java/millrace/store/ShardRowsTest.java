package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.SeriesKey;
import millrace.datafile.RowBlock;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

/// What goes into files as slices of pages and logs is what a scan of rows reads.
class ShardRowsTest {
  private static final long TABLE = 7;
  private static final int HOSTS = 4;

  private final GrowingSchema schema = new GrowingSchema();

  // Nothing is merged, so that many sources lie side by side.
  private final Store store =
      new Store(new MemoryObjectStore(), schema, new StoreOptions("n", 1L << 40, 1 << 30, 1L << 20, 1 << 20));
  private long segment;
  private int slices;

  @Test
  void givesTheRowsThatAScanReads() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("ShardRowsTest: ./dev test store ShardRowsTest --seed " + seed);
    Random random = new Random(seed);
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> store.snapshot();
        case 2 -> delete(random);
        default -> write(random, step);
      }
      if (step % 6 == 5) {
        check();
      }
    }
    assertThat(slices).as("fields handed on as they lie there").isPositive();
  }

  @Test
  void handsOnAPageOfAFileThatNoOtherSourceOverlaps() {
    for (int file = 0; file < 3; file++) {
      Rows rows = new Rows(schema, TABLE);
      for (int i = 0; i < 3000; i++) {
        rows.add(key(0), file * 3000 + i, Map.of("f", i / 4.0, "s", "text " + i));
      }
      apply(rows);
      store.snapshot();
    }
    check();
    assertThat(slices).isEqualTo(3 * 2);
  }

  private void check() {
    try (StoreTableReader reader = (StoreTableReader) store.open(TABLE)) {
      List<Column> fields = reader.columns().stream().filter(column -> column.type().isField()).toList();
      List<String> found = new ArrayList<>();
      for (StoreShardReader shard : reader.storeShards(TimeSpan.ALL)) {
        ShardRows rows = new ShardRows(shard, reader.series(), fields);
        for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
          describe(rows.key(), block.get(), fields, found);
        }
        assertThat(rows.next()).isEmpty();
      }
      assertThat(found).isEqualTo(scanned(reader, fields));
    }
  }

  private void describe(SeriesKey key, RowBlock block, List<Column> fields, List<String> into) {
    for (int row = 0; row < block.size(); row++) {
      StringBuilder text = new StringBuilder(key + " " + block.times()[block.first() + row]);
      for (int i = 0; i < fields.size(); i++) {
        RowBlock.FieldBlock values = block.fields().get(i);
        slices += row == 0 && values.valid().length == 0 ? 1 : 0;
        if (values.isValid(row)) {
          Object value = value(values, values.first() + row, fields.get(i));
          text.append(' ').append(fields.get(i).name()).append('=').append(value);
        }
      }
      into.add(text.toString());
    }
  }

  private static Object value(RowBlock.FieldBlock values, int slot, Column field) {
    return switch (field.type()) {
      case FLOAT -> Double.longBitsToDouble(values.bits()[slot]);
      case INTEGER, UNSIGNED -> values.bits()[slot];
      case BOOLEAN -> values.bits()[slot] == 1;
      case STRING, TAG -> values.strings()[slot];
    };
  }

  private static List<String> scanned(StoreTableReader reader, List<Column> fields) {
    List<String> found = new ArrayList<>();
    RowScan scan = new RowScan(reader, fields, TimeSpan.ALL, series -> true);
    RowBatch batch = scan.newBatch();
    while (scan.next(batch)) {
      for (int run = 0; run < batch.runCount; run++) {
        for (int row = batch.runStart[run]; row < batch.runStart[run + 1]; row++) {
          StringBuilder text = new StringBuilder(reader.series().key(batch.runSeries[run]) + " " + batch.times[row]);
          for (int i = 0; i < fields.size(); i++) {
            if (batch.column(i).isValid(row)) {
              text.append(' ').append(fields.get(i).name()).append('=').append(value(batch.column(i), row));
            }
          }
          found.add(text.toString());
        }
      }
    }
    return found;
  }

  private static Object value(RowBatch.Values values, int row) {
    return switch (values.type()) {
      case FLOAT -> values.floats[row];
      case INTEGER, UNSIGNED -> values.integers[row];
      case BOOLEAN -> values.booleans[row];
      case STRING, TAG -> values.strings[row];
    };
  }

  /// Mostly rows that go on where the last ones ended, now and then some that come late; some batches without gaps.
  private void write(Random random, int step) {
    Rows rows = new Rows(schema, TABLE);
    boolean isLate = random.nextInt(4) == 0;
    boolean isWhole = random.nextBoolean();
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 12_000 : 400);
    for (int i = 0; i < count; i++) {
      long time = isLate ? random.nextInt(60 * 20_000) : step * 20_000L + i / HOSTS;
      rows.add(key(random.nextInt(HOSTS)), time * 1_000_000, values(random, isWhole));
    }
    apply(rows);
  }

  private static Map<String, Object> values(Random random, boolean isWhole) {
    Map<String, Object> values = new TreeMap<>();
    values.put("f", random.nextInt(100) / 4.0);
    if (isWhole || random.nextInt(3) > 0) {
      values.put("i", random.nextLong(1000));
      values.put("s", "text" + random.nextInt(9));
    }
    if (isWhole || random.nextInt(3) > 0) {
      values.put("b", random.nextBoolean());
    }
    return values;
  }

  private void delete(Random random) {
    long start = random.nextLong(60 * 20_000L) * 1_000_000;
    TimeSpan span = new TimeSpan(start, start + random.nextLong(20_000L * 1_000_000));
    store.delete(
        TABLE,
        random.nextBoolean() ? new SeriesSelection.All() : new SeriesSelection.Keys(Set.of(key(random.nextInt(HOSTS)))),
        span);
  }

  private void apply(Rows rows) {
    store.apply(rows.batch(), ++segment, 0);
  }

  private static SeriesKey key(int host) {
    return SeriesKey.of(Map.of("host", "h" + host));
  }
}
