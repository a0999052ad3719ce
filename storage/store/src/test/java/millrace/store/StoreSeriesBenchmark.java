package millrace.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import millrace.base.TimeSpan;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;

/// What does the first query of one series cost in a table of a million, all in one file, and what the next? CPU time of
/// one thread, over several openings of the store: the first of them shows code that is not compiled yet. Expected: some
/// hundred nanoseconds a series, for its key to get a number and its tag a place in the index; the next query nothing.
final class StoreSeriesBenchmark {
  private static final int SERIES = Integer.getInteger("bench.series", 1_000_000);
  private static final int BATCH = 10_000;
  private static final long TABLE = 7;
  private static final StoreOptions OPTIONS = new StoreOptions("n", 1L << 40, 1 << 30, 1L << 30, 2);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();

  private StoreSeriesBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    new StoreSeriesBenchmark().run();
  }

  private void run() throws Exception {
    fill();
    for (int round = 0; round < 5; round++) {
      Store store = new Store(objects, schema, OPTIONS);
      time("the first query after opening " + (round + 1), () -> query(store, "host_" + SERIES / 2));
      time("the next", () -> query(store, "host_" + SERIES / 3));
      time("all series", () -> all(store));
    }
  }

  private void fill() {
    schema.column(TABLE, "host", ColumnType.TAG);
    schema.column(TABLE, "region", ColumnType.TAG);
    schema.column(TABLE, "x", ColumnType.FLOAT);
    Store store = new Store(objects, schema, OPTIONS);
    for (int from = 0; from < SERIES; from += BATCH) {
      store.apply(batch(from, Math.min(SERIES, from + BATCH)), 1, from / BATCH);
    }
    store.snapshot();
  }

  private static WriteBatch batch(int from, int to) {
    int count = to - from;
    List<SeriesKey> keys = new ArrayList<>();
    int[] series = new int[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      keys.add(SeriesKey.of(Map.of("host", "host_" + (from + i), "region", "region_" + (from + i) % 20)));
      series[i] = i;
      values[i] = i;
    }
    long[] times = new long[count];
    Arrays.fill(times, 1_000_000_000L);
    FieldRows field = new FieldRows("x", ColumnType.FLOAT, new ColumnValues.Floats(values), null);
    return new WriteBatch(1, 1, "db", List.of(new TableRows(TABLE, "t", count, times, series, keys, List.of(field))));
  }

  private static int query(Store store, String host) {
    try (TableReader reader = store.open(TABLE)) {
      ShardReader shard = reader.shards(TimeSpan.ALL).getFirst();
      return shard.series(Map.of("host", Set.of(host))).length;
    }
  }

  private static int all(Store store) {
    try (TableReader reader = store.open(TABLE)) {
      return reader.series().sorted().length;
    }
  }

  private static void time(String what, Callable<Integer> step) throws Exception {
    long began = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    int found = step.call();
    System.out.printf(
        Locale.ROOT, "%s: %.1f ms of CPU time, %.1f ms by the wall, %d series%n",
        what, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6, (System.nanoTime() - began) / 1e6, found);
  }
}
