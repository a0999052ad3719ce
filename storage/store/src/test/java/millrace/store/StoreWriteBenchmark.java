package millrace.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;

/// What does a row of ten fields cost on its way from the log into memory, into a fresh file and through a merge, and
/// how much memory does a series take? Expected: a row into memory costs the copying of its values and one look at its
/// series' last row; a fresh file costs its columns put in order and encoded.
///
/// Rows come as line protocol of two clients brings them: batches of 5000 rows over 1000 series, step by step of time, but
/// each second batch overtaken by the next. Times are CPU
/// time of the thread that does it. `BENCH_SERIES` (1,000,000) says how many series are counted in memory.
final class StoreWriteBenchmark {
  private static final int ROWS = 5000;
  private static final int SERIES = 1000;
  private static final int FIELDS = 10;
  private static final int BATCHES = 280;
  private static final int ROUNDS = 6;
  private static final long TABLE = 1;
  private static final long STEP_NANOS = 10_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StoreWriteBenchmark() {}

  public static void main(String[] arguments) {
    countSeries(Integer.parseInt(System.getenv().getOrDefault("BENCH_SERIES", "1000000")));
    for (ColumnType type : List.of(ColumnType.INTEGER, ColumnType.FLOAT)) {
      write(type);
    }
  }

  private static void write(ColumnType type) {
    GrowingSchema schema = new GrowingSchema();
    schema.column(TABLE, "host", ColumnType.TAG);
    IntStream.range(0, FIELDS).forEach(i -> schema.column(TABLE, "field" + i, type));
    Store store = new Store(new MemoryObjectStore(), schema, StoreOptions.DEFAULT);
    long time = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      long append = 0;
      for (int i = 0; i < BATCHES; i++) {
        WriteBatch batch = batch(type, time + (i ^ 1) * (ROWS / SERIES));
        long began = THREADS.getCurrentThreadCpuTime();
        store.apply(batch, round, i);
        append += THREADS.getCurrentThreadCpuTime() - began;
      }
      time += BATCHES * (ROWS / SERIES);
      long bytes = store.bufferedBytes();
      long began = THREADS.getCurrentThreadCpuTime();
      store.snapshot();
      long snapshot = THREADS.getCurrentThreadCpuTime() - began;
      int merges = store.compact(0);
      long merge = THREADS.getCurrentThreadCpuTime() - began - snapshot;
      long rows = (long) BATCHES * ROWS;
      System.out.printf(
          Locale.ROOT, "%-8s a row takes %d bytes, into memory %d ns, into a fresh file %d ns; %d merges %d ns%n", type,
          bytes / rows, append / rows, snapshot / rows, merges, merge / rows);
    }
    store.close();
  }

  /// Bytes of heap for a series that has one row of one field, after a snapshot: what stays.
  private static void countSeries(int count) {
    GrowingSchema schema = new GrowingSchema();
    for (String tag : List.of("host", "region", "rack")) {
      schema.column(TABLE, tag, ColumnType.TAG);
    }
    schema.column(TABLE, "value", ColumnType.FLOAT);
    Store store = new Store(new MemoryObjectStore(), schema, StoreOptions.DEFAULT);
    long empty = heap();
    long keyBytes = 0;
    for (int first = 0; first < count; first += ROWS) {
      List<SeriesKey> keys = new ArrayList<>();
      for (int i = first; i < Math.min(count, first + ROWS); i++) {
        keys.add(SeriesKey.of(Map.of("host", "host-" + i, "region", "region-" + i % 20, "rack", "rack-" + i % 1000)));
        keyBytes += keys.getLast().bytes().length;
      }
      FieldRows field = new FieldRows(
          "value", ColumnType.FLOAT, new ColumnValues.Floats(new double[keys.size()]), null);
      int[] series = IntStream.range(0, keys.size()).toArray();
      TableRows rows = new TableRows(TABLE, "t", keys.size(), new long[keys.size()], series, keys, List.of(field));
      store.apply(new WriteBatch(1, 2, "db", List.of(rows)), 1, first / ROWS);
    }
    System.out.printf(
        Locale.ROOT, "%d series with one row: %d bytes each, %d of them the row and %d the key%n", count,
        (heap() - empty) / count, store.bufferedBytes() / count, keyBytes / count);
    store.close();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static WriteBatch batch(ColumnType type, long step) {
    SplittableRandom random = new SplittableRandom(step);
    long[] times = new long[ROWS];
    int[] series = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      times[row] = (step + row / SERIES) * STEP_NANOS;
      series[row] = row % SERIES;
    }
    List<SeriesKey> keys =
        IntStream.range(0, SERIES).mapToObj(host -> SeriesKey.of(Map.of("host", "host_" + host))).toList();
    List<FieldRows> fields = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      ColumnValues values = type == ColumnType.FLOAT
          ? new ColumnValues.Floats(random.doubles(ROWS).toArray())
          : new ColumnValues.Integers(random.longs(ROWS, 0, 101).toArray());
      fields.add(new FieldRows("field" + i, type, values, null));
    }
    return new WriteBatch(1, 2, "db", List.of(new TableRows(TABLE, "t", ROWS, times, series, keys, fields)));
  }
}
