package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.base.TimeSpan;
import millrace.columns.TableReader;
import millrace.objectstore.BucketServer;
import millrace.objectstore.CachingObjectStore;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.store.StoreSetting.Place;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One random history, told to stores with different flush sizes, shard lengths, ways of compaction and places for
/// their objects, reads the same from all of them, and as it should, in every way of reading.
class SameAnswerTest {
  private static final int LOOKS = 2;

  @TempDir Path folder;

  @Test
  void doesNotDependOnSettings() throws IOException {
    Random random = seeded();
    // A request to a bucket costs much more here than one to memory or a folder, so it gets few.
    compare(
        random, 120,
        List.of(
            StoreSetting.inTheBuffer(), StoreSetting.inOneFile(Place.MEMORY), StoreSetting.inManyFiles(Place.MEMORY),
            StoreSetting.asUsual(Place.FOLDER), StoreSetting.inBulk(Place.CACHED_BUCKET),
            StoreSetting.any(random, Place.MEMORY)));
  }

  @Test
  @Tag("slow")
  void doesNotDependOnSettingsOverLongHistories() throws IOException {
    Random random = seeded();
    for (int round = 0; round < 5; round++) {
      List<StoreSetting> settings = new ArrayList<>();
      for (Place place : Place.values()) {
        settings.add(StoreSetting.asUsual(place));
        settings.add(StoreSetting.inOneFile(place));
        settings.add(StoreSetting.inManyFiles(place));
        settings.add(StoreSetting.any(random, place));
        settings.add(StoreSetting.any(random, place));
      }
      compare(random, 400, settings);
    }
  }

  private static Random seeded() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("SameAnswerTest: ./dev test store SameAnswerTest --seed " + seed);
    return new Random(seed);
  }

  private void compare(Random random, int steps, List<StoreSetting> settings) throws IOException {
    RandomHistory history = RandomHistory.of(random, steps, RandomHistory.Size.USUAL);
    long from = random.nextLong(RandomHistory.SPAN);
    List<TimeSpan> spans =
        List.of(TimeSpan.ALL, new TimeSpan(from, from + random.nextLong(RandomHistory.SPAN)), new TimeSpan(from, from + 1));
    for (StoreSetting setting : settings) {
      try (ObjectStore objects = objects(setting.place())) {
        run(history, setting, objects, spans);
      }
    }
  }

  private ObjectStore objects(Place place) throws IOException {
    return switch (place) {
      case MEMORY -> new MemoryObjectStore();
      case FOLDER -> new FolderObjectStore(Files.createTempDirectory(folder, "objects"));
      case BUCKET -> BucketServer.shared().newStore();
      case CACHED_BUCKET -> CachingObjectStore.inMemory(BucketServer.shared().newStore(), 1 << 22);
    };
  }

  private static void run(RandomHistory history, StoreSetting setting, ObjectStore objects, List<TimeSpan> spans) {
    HistoryModel model = new HistoryModel();
    GrowingSchema schema = new GrowingSchema();
    schema.cutShardsEvery(setting.shardNanos());
    LoggedStore store = new LoggedStore(objects, schema, setting.options());
    int lookEvery = history.steps().size() / LOOKS;
    for (int i = 1; i <= history.steps().size(); i++) {
      RandomHistory.Step step = history.steps().get(i - 1);
      model.take(step);
      take(step, store, schema);
      keepHouse(store.store(), setting, i);
      if (i % setting.restartEvery() == 0) {
        store.restart();
      }
      if (i % lookEvery == 0) {
        check(store.store(), model, spans, setting + " after step " + i);
      }
    }
    store.restart();
    check(store.store(), model, spans, setting + " after a restart at the end");
  }

  private static void take(RandomHistory.Step step, LoggedStore store, GrowingSchema schema) {
    switch (step) {
      case RandomHistory.Write(long table, List<RandomHistory.Row> added) -> {
        Rows rows = new Rows(schema, table);
        added.forEach(row -> rows.add(row.series(), row.time(), row.values()));
        store.apply(rows.batch());
      }
      case RandomHistory.Seal() -> store.seal();
      case RandomHistory.Delete(long table, var series, TimeSpan span) -> store.store().delete(
          table, series.<SeriesSelection>map(SeriesSelection.Keys::new).orElse(new SeriesSelection.All()), span);
      case RandomHistory.Drop(long table) -> store.store().dropTable(table);
      case RandomHistory.Expire(long beforeNanos) -> schema.expireBefore(Math.max(schema.cutoffNanos(0), beforeNanos));
    }
  }

  /// What a server does from time to time.
  private static void keepHouse(Store store, StoreSetting setting, int step) {
    if (store.isSnapshotDue()) {
      store.snapshot();
    }
    store.expire();
    if (setting.compaction() == StoreSetting.Compaction.EAGER
        || (setting.compaction() == StoreSetting.Compaction.NOW_AND_THEN && step % 10 == 0)) {
      store.compact(Long.MAX_VALUE);
    }
  }

  private static void check(Store store, HistoryModel model, List<TimeSpan> spans, String where) {
    for (long table : RandomHistory.TABLES) {
      try (TableReader reader = store.open(table)) {
        assertThat(HistoryModel.found(reader, spans))
            .as("table %d of %s", table, where)
            .isEqualTo(model.expected(table, spans));
      }
    }
  }
}
