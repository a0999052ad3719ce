package millrace.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.Cursor;
import millrace.columns.FieldRows;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;
import millrace.columns.SeriesKey;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.ScratchFolder;

/// What does a point cost on its way in and out: applied, written to a file, merged, and read by a cursor from memory,
/// from fresh and from merged files, or passed over by its summary? CPU time of one thread, beside the sum of a plain
/// array. Expected: a cursor over merged files takes some five times the sum, an aggregate from summaries a fiftieth of
/// the decoded one.
///
/// Writes below the folder given, else below that for temporary files, and removes what it wrote.
final class StoreScanBenchmark {
  private static final int HOSTS = 1000;
  private static final int POINTS = 2000;
  private static final int FIELDS = 10;
  private static final long TABLE = 1;

  /// Enough for the compiler to be done with a loop long before the end.
  private static final long REPEAT_NANOS = 3_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final GrowingSchema schema = new GrowingSchema();
  private final Column field = schema.column(TABLE, "f0", ColumnType.FLOAT);
  private final Store store;

  private StoreScanBenchmark(ObjectStore objects) {
    store = new Store(objects, schema, new StoreOptions("n", 1L << 40, 1 << 30, 128L << 20, 2));
  }

  public static void main(String[] arguments) {
    new StoreScanBenchmark(new MemoryObjectStore()).warmUp();
    try (ScratchFolder folder = ScratchFolder.below(arguments); ObjectStore objects = new FolderObjectStore(folder.path())) {
      new StoreScanBenchmark(objects).run();
    }
  }

  /// Everything that can be timed once only, so that the compiler knows it.
  private void warmUp() {
    for (int segment = 1; segment <= 2; segment++) {
      fill(segment);
      store.snapshot();
    }
    store.compact(Long.MAX_VALUE);
  }

  private void run() {
    long values = (long) HOSTS * POINTS * FIELDS;
    report("apply", values, time(() -> fill(1)));
    repeat("cursor over memory", this::scan);
    report("snapshot", values, time(store::snapshot));
    repeat("cursor over a fresh file", this::scan);
    fill(2);
    store.snapshot();
    report("merge", 2 * values, time(() -> store.compact(Long.MAX_VALUE)));
    double decoded = repeat("cursor over a merged file", this::scan);
    double summed = repeat("summaries of a merged file", this::summarise);
    double plain = repeat("sum of an array", StoreScanBenchmark::sum);
    System.out.printf(
        Locale.ROOT, "an aggregate from summaries is %.0f times the decoded one; a cursor costs %.1f times the sum of an array%n",
        decoded / summed, decoded / plain);
    store.files().forEach(file -> System.out.printf(
        Locale.ROOT, "level %d: %.2f bytes a value%n", file.level(), file.sizeBytes() / (double) values));
  }

  private void fill(long segment) {
    schema.column(TABLE, "host", ColumnType.TAG);
    List<SeriesKey> keys = new ArrayList<>();
    for (int host = 0; host < HOSTS; host++) {
      keys.add(SeriesKey.of(Map.of("host", "host_" + host)));
    }
    Random random = new Random(segment);
    double[][] load = new double[FIELDS][HOSTS];
    int[] series = new int[HOSTS];
    for (int host = 0; host < HOSTS; host++) {
      series[host] = host;
    }
    for (int point = 0; point < POINTS; point++) {
      store.apply(batch(keys, series, load, point, random), segment, point);
    }
  }

  private WriteBatch batch(List<SeriesKey> keys, int[] series, double[][] load, int point, Random random) {
    long[] times = new long[HOSTS];
    Arrays.fill(times, point * 10_000_000_000L);
    List<FieldRows> fields = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      double[] values = new double[HOSTS];
      for (int host = 0; host < HOSTS; host++) {
        load[f][host] = Math.clamp(load[f][host] + random.nextInt(-100, 101), 0, 10_000);
        values[host] = load[f][host] / 100;
      }
      schema.column(TABLE, "f" + f, ColumnType.FLOAT);
      fields.add(new FieldRows("f" + f, ColumnType.FLOAT, new ColumnValues.Floats(values), null));
    }
    return new WriteBatch(1, 1, "db", List.of(new TableRows(TABLE, "cpu", HOSTS, times, series, keys, fields)));
  }

  private interface Read {
    /// @return points read
    long run();
  }

  private long scan() {
    long points = 0;
    double sum = 0;
    PointBatch batch = new PointBatch(ColumnType.FLOAT);
    try (TableReader reader = store.open(TABLE)) {
      ShardReader shard = reader.shards(TimeSpan.ALL).getFirst();
      for (int series : shard.series()) {
        Cursor cursor = shard.cursor(series, field, TimeSpan.ALL, true).orElseThrow();
        while (cursor.next(batch)) {
          points += batch.size;
          for (int i = 0; i < batch.size; i++) {
            sum += batch.floats[i];
          }
        }
      }
    }
    return sum > 0 ? points : 0;
  }

  private long summarise() {
    long points = 0;
    double sum = 0;
    try (TableReader reader = store.open(TABLE)) {
      ShardReader shard = reader.shards(TimeSpan.ALL).getFirst();
      for (int series : shard.series()) {
        Cursor cursor = shard.cursor(series, field, TimeSpan.ALL, true).orElseThrow();
        for (Optional<PointSummary> next = cursor.summary(); next.isPresent(); next = cursor.summary()) {
          points += next.get().count();
          sum += Double.longBitsToDouble(next.get().figures().orElseThrow().sum());
          cursor.skip();
        }
      }
    }
    return sum > 0 ? points : 0;
  }

  private static long sum() {
    double[] values = new double[1 << 21];
    double sum = 1;
    for (double value : values) {
      sum += value;
    }
    return sum > 0 ? values.length : 0;
  }

  /// The best of many rounds, since the first ones warm up.
  ///
  /// @return nanoseconds a point
  private static double repeat(String name, Read read) {
    double best = Double.MAX_VALUE;
    long points = 0;
    long began = THREADS.getCurrentThreadCpuTime();
    while (THREADS.getCurrentThreadCpuTime() - began < REPEAT_NANOS) {
      long start = THREADS.getCurrentThreadCpuTime();
      points = read.run();
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    report(name, points, best);
    return best / points;
  }

  private static double time(Runnable step) {
    long start = THREADS.getCurrentThreadCpuTime();
    step.run();
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  private static void report(String name, long points, double nanos) {
    System.out.printf(
        Locale.ROOT, "%-28s %8.2f ns a value, %7.1f million/s%n", name, nanos / points, points * 1e3 / nanos);
  }
}
