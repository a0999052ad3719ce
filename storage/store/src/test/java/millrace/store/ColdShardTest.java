package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

/// When a shard whose time is over becomes one run.
class ColdShardTest {
  private static final long TABLE = 7;
  private static final long SECOND = 1_000_000_000;
  private static final long LATER = 1000 * GrowingSchema.DAY;

  private final GrowingSchema schema = new GrowingSchema();
  private final Store store =
      new Store(new MemoryObjectStore(), schema, new StoreOptions("n", 1L << 40, 1 << 30, 1L << 20, 8));
  private int written;

  @Test
  void waitsUntilALoadOfOldRowsIsOver() {
    writeAndSnapshot();
    writeAndSnapshot();
    write();
    assertThat(store.compact(LATER)).as("rows came just before").isZero();
    write();
    assertThat(store.compact(LATER + 9 * SECOND)).as("and go on to come").isZero();
    assertThat(store.compact(LATER + 18 * SECOND)).isZero();
    assertThat(store.compact(LATER + 19 * SECOND)).as("none for ten seconds").isEqualTo(1);
    assertThat(store.files()).hasSize(1);
  }

  @Test
  void doesNotWaitWhereNothingIsInMemory() {
    writeAndSnapshot();
    writeAndSnapshot();
    assertThat(store.compact(LATER)).isEqualTo(1);
  }

  private void writeAndSnapshot() {
    write();
    store.snapshot();
  }

  private void write() {
    written++;
    store.apply(new Rows(schema, TABLE).add(Map.of("host", "a"), written, Map.of("x", 1.0)).batch(), written, 0);
  }
}
