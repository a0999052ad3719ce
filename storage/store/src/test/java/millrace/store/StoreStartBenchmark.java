package millrace.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import millrace.base.TimeSpan;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoredObject;

/// What do ten thousand data files cost a start, the first query of one series, and every new manifest? One file a day,
/// each with a host of its own beside one that all files have. Expected: a manifest of some kilobytes, reading
/// it and noting the files some tens of milliseconds, a query of a host of one file less than that.
final class StoreStartBenchmark {
  private static final int FILES = 10_000;
  private static final int SNAPSHOTS = 200;
  private static final long TABLE = 7;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final StoreOptions OPTIONS = new StoreOptions("n", 1L << 40, 1 << 30, 1 << 20, 100);

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private Store store = new Store(objects, schema, OPTIONS);

  public static void main(String[] arguments) throws Exception {
    new StoreStartBenchmark().run();
  }

  private void run() throws Exception {
    Rows rows = new Rows(schema, TABLE);
    for (int day = 0; day < FILES; day++) {
      long time = day * GrowingSchema.DAY;
      rows.add(Map.of("host", "all"), time, Map.of("x", 1.0));
      if (day % 100 == 0) {
        rows.add(Map.of("host", "only" + day), time, Map.of("x", 1.0));
      }
    }
    WriteBatch batch = rows.batch();
    store.apply(batch, 1, 0);
    time("snapshot into " + FILES + " files", store::snapshot);
    for (int round = 0; round < 5; round++) {
      time("opening the store", () -> store = new Store(objects, schema, OPTIONS));
      time("one series of one file", () -> query(TimeSpan.ALL, "only5000"));
      time("one series of one file again", () -> query(TimeSpan.ALL, "only5000"));
      time("one day", () -> query(new TimeSpan(0, GrowingSchema.DAY), "all"));
      store.apply(new Rows(schema, TABLE).add(Map.of("host", "all"), round, Map.of("x", 2.0)).batch(), 2 + round, 0);
      time("a snapshot of one more row", store::snapshot);
      time("the first query of one day after it", () -> query(new TimeSpan(0, GrowingSchema.DAY), "all"));
      time("a round of merges", () -> store.compact(0));
      time("a round of merges again", () -> store.compact(0));
      time("a round of retention", () -> {
        store.expire();
        return "";
      });
    }
    long bytes = 0;
    int most = 0;
    for (int i = 0; i < SNAPSHOTS; i++) {
      store.apply(new Rows(schema, TABLE).add(Map.of("host", "all"), i, Map.of("x", 2.0)).batch(), 10 + i, 0);
      store.snapshot();
      List<StoredObject> manifests = objects.list("n/snapshots/", "");
      bytes += manifests.getFirst().sizeBytes();
      most = Math.max(most, manifests.size());
    }
    System.out.printf(
        Locale.ROOT, "manifests of %d snapshots of one row: %d bytes each, %d objects at most%n", SNAPSHOTS,
        bytes / SNAPSHOTS, most);
  }

  private String query(TimeSpan span, String host) {
    int series = 0;
    try (TableReader reader = store.open(TABLE)) {
      for (ShardReader shard : reader.shards(span)) {
        series += shard.series(Map.of("host", Set.of(host))).length;
      }
    }
    return series + " series in shards, " + store.openFiles() + " files open";
  }

  private static void time(String what, Callable<?> step) throws Exception {
    long began = System.nanoTime();
    long cpuBegan = THREADS.getCurrentThreadCpuTime();
    Object result = step.call();
    double cpuMillis = (THREADS.getCurrentThreadCpuTime() - cpuBegan) / 1e6;
    double millis = (System.nanoTime() - began) / 1e6;
    System.out.printf(
        Locale.ROOT, "%s: %.2f ms, %.2f of CPU time%s%n", what, millis, cpuMillis,
        result instanceof String text ? ": " + text : "");
  }
}
