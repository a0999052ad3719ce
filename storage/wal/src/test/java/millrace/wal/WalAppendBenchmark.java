package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import millrace.base.Clock;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.ScratchFolder;

/// How many batches of 100 rows and 10 float fields does a log on a folder store a second, by number of writers who
/// each wait for their answer? Expected: one writer gets one sync after the other; many share them, until encoding
/// binds.
///
/// Give a folder on the disk in question; without one it is that for temporary files. What it wrote is removed.
final class WalAppendBenchmark {
  private static final int ROWS = 100;
  private static final int FIELDS = 10;
  private static final long RUN_NANOS = 2_000_000_000L;

  private WalAppendBenchmark() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (ScratchFolder folder = ScratchFolder.below(arguments);
        FolderObjectStore store = new FolderObjectStore(folder.path())) {
      for (int writers : new int[] {1, 1, 8, 64}) {
        measure(store, writers);
      }
    }
  }

  private static void measure(FolderObjectStore store, int writers) throws InterruptedException {
    WalOwner owner = new WalOwner("n" + writers, 0, UUID.randomUUID());
    try (Wal wal = new Wal(store, owner, WalOptions.DEFAULTS, Clock.SYSTEM, new IntervalTimer(), _ -> {})) {
      wal.start(1);
      long batches = run(wal, writers);
      double seconds = RUN_NANOS / 1e9;
      System.out.printf(
          Locale.ROOT, "%2d writers: %.0f batches/s, %.0f rows/s, %.2f ms a batch%n",
          writers, batches / seconds, ROWS * batches / seconds, 1000 * seconds * writers / batches);
    }
  }

  private static long run(Wal wal, int writers) throws InterruptedException {
    WriteBatch batch = batch();
    long end = System.nanoTime() + RUN_NANOS;
    long[] counts = new long[writers];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      int writer = i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() < end) {
                      wal.append(batch);
                      counts[writer]++;
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return IntStream.range(0, writers).mapToLong(i -> counts[i]).sum();
  }

  private static WriteBatch batch() {
    long[] times = new long[ROWS];
    int[] series = new int[ROWS];
    List<SeriesKey> keys = new ArrayList<>();
    double[] values = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      times[row] = 1_700_000_000_000_000_000L;
      series[row] = row;
      keys.add(SeriesKey.of(Map.of("host", "host_" + row, "region", "eu")));
      values[row] = row / 3.0;
    }
    List<FieldRows> fields = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      fields.add(new FieldRows("field" + i, ColumnType.FLOAT, new ColumnValues.Floats(values), null));
    }
    return new WriteBatch(1, 1, "db", List.of(new TableRows(1, "cpu", ROWS, times, series, keys, fields)));
  }
}
