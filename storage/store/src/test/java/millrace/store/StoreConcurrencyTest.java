package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.PointBatch;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

/// Reading, writing, snapshots and merges side by side: a reader finds every batch applied before it was opened, whole,
/// each row once.
class StoreConcurrencyTest {
  private static final long TABLE = 7;
  private static final int BATCHES = 600;
  private static final int ROWS = 10;

  private final GrowingSchema schema = new GrowingSchema();
  private final Store store =
      new Store(new MemoryObjectStore(), schema, new StoreOptions("n", 1 << 20, 100, 1 << 16, 2));
  private final AtomicInteger applied = new AtomicInteger();

  @Test
  void readersSeeWholeBatchesWhileFilesComeAndGo() throws Exception {
    List<WriteBatch> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(batch(i));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      running.add(threads.submit(untilWritten(() -> store.snapshot())));
      running.add(threads.submit(untilWritten(() -> store.compact(Long.MAX_VALUE))));
      running.add(threads.submit(untilWritten(this::check)));
      for (int i = 0; i < BATCHES; i++) {
        store.apply(batches.get(i), 1 + i / 10, i % 10);
        applied.incrementAndGet();
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    check();
    store.snapshot();
    store.compact(Long.MAX_VALUE);
    check();
    assertThat(store.files()).hasSize(1);
    assertThat(store.bufferedBytes()).isZero();
  }

  private Callable<Void> untilWritten(Runnable step) {
    return () -> {
      while (applied.get() < BATCHES) {
        step.run();
      }
      return null;
    };
  }

  private WriteBatch batch(int number) {
    Rows rows = new Rows(schema, TABLE);
    for (int i = 0; i < ROWS; i++) {
      rows.add(Map.of("host", "h" + i), number, Map.of("x", (double) number));
    }
    return rows.batch();
  }

  private void check() {
    int before = applied.get();
    try (TableReader reader = store.open(TABLE)) {
      long rows = 0;
      long sum = 0;
      for (ShardReader shard : reader.shards(TimeSpan.ALL)) {
        for (int series : shard.series()) {
          for (Column field : shard.fields()) {
            PointBatch points = new PointBatch(field.type());
            var cursor = shard.cursor(series, field, TimeSpan.ALL, true).orElseThrow();
            while (cursor.next(points)) {
              rows += points.size;
              for (int i = 0; i < points.size; i++) {
                sum += (long) points.floats[i];
              }
            }
          }
        }
      }
      assertThat(rows % ROWS).isZero();
      assertThat(rows / ROWS).isGreaterThanOrEqualTo(before);
      assertThat(sum).isEqualTo(ROWS * (rows / ROWS) * (rows / ROWS - 1) / 2);
    }
  }
}
