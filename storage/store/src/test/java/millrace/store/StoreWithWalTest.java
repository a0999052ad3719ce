package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.wal.FlushTimer;
import millrace.wal.Wal;
import millrace.wal.WalOptions;
import millrace.wal.WalOwner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store and the real write-ahead log together, over restarts: every acknowledged write is there once, deletions
/// stay done, and the log is trimmed to what files do not cover.
class StoreWithWalTest {
  private static final long TABLE = 7;

  @TempDir Path folder;

  private final GrowingSchema schema = new GrowingSchema();
  private final TableModel model = new TableModel();

  @Test
  void losesNothingOverRestarts() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("StoreWithWalTest: repeat with -Dtest.argLine=-Dseed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      try (ObjectStore objects = new FolderObjectStore(folder)) {
        live(objects, random);
      }
    }
  }

  /// One life of a server, ended in order or by leaving the log unsealed.
  private void live(ObjectStore objects, Random random) {
    Store store = new Store(objects, schema, new StoreOptions("n", 1 << 20, 100, 1 << 16, 2));
    WalOwner owner = new WalOwner("n", 1, UUID.randomUUID());
    WalOptions options = WalOptions.DEFAULTS.withCoveredSegmentsToKeep(0);
    Wal wal = new Wal(objects, owner, options, () -> 0, new NoTimer(),
        appended -> store.apply(appended.batch(), appended.sequence(), appended.position()));
    store.onCovered(wal::trim);
    wal.start(store.firstNeededSegment());
    store.endReplay();
    check(store);
    for (int step = 0; step < 25; step++) {
      switch (random.nextInt(8)) {
        case 0 -> wal.seal();
        case 1 -> store.snapshot();
        case 2 -> store.compact(random.nextLong(GrowingSchema.DAY * 3));
        case 3 -> {
          SeriesKey key = key(random);
          TimeSpan span = new TimeSpan(0, random.nextLong(GrowingSchema.DAY));
          store.delete(TABLE, new SeriesSelection.Keys(Set.of(key)), span);
          model.delete(key.toString()::equals, span);
        }
        default -> {
          Rows rows = new Rows(schema, TABLE);
          for (int i = 0; i < 5; i++) {
            SeriesKey key = key(random);
            long time = random.nextInt(50) * (GrowingSchema.DAY / 25);
            Map<String, Object> values = Map.of("x", (double) random.nextInt(1000));
            rows.add(key, time, values);
            model.write(key, time, values);
          }
          wal.append(rows.batch());
        }
      }
      check(store);
    }
    if (random.nextBoolean()) {
      wal.close();
    }
  }

  private void check(Store store) {
    try (TableReader reader = store.open(TABLE)) {
      assertThat(TableModel.text(reader, TimeSpan.ALL, true)).isEqualTo(model.text(TimeSpan.ALL, true));
    }
  }

  private static SeriesKey key(Random random) {
    return SeriesKey.of(Map.of("host", "h" + random.nextInt(4)));
  }

  /// Intervals end only when the test seals them.
  private static final class NoTimer implements FlushTimer {
    @Override
    public void start(Duration interval, Runnable tick) {
      // The test seals.
    }

    @Override
    public void close() {
      // There is nothing to stop.
    }
  }
}
