package millrace.wal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
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

/// How long does a row of ten fields take to be encoded for the log, and to be read back at a start? Expected: encoding
/// is copying for floats and a few nanoseconds a value for integers, reading back the same and the checksum once more.
///
/// Batches of 5000 rows over 1000 series, as line protocol brings them; times are CPU time of the thread that does it.
/// Give a folder on the disk in question; without one it is that for temporary files.
final class WalReplayBenchmark {
  private static final int ROWS = 5000;
  private static final int SERIES = 1000;
  private static final int FIELDS = 10;
  private static final int BATCHES = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private WalReplayBenchmark() {}

  public static void main(String[] arguments) {
    for (ColumnType type : List.of(ColumnType.INTEGER, ColumnType.FLOAT)) {
      for (int round = 0; round < 3; round++) {
        try (ScratchFolder folder = ScratchFolder.below(arguments);
            FolderObjectStore store = new FolderObjectStore(folder.path())) {
          measure(store, batch(type), type);
        }
      }
    }
  }

  private static void measure(FolderObjectStore store, WriteBatch batch, ColumnType type) {
    WalOwner owner = new WalOwner("n", 0, UUID.randomUUID());
    long encoding = THREADS.getCurrentThreadCpuTime();
    int bytes = 0;
    for (int i = 0; i < BATCHES; i++) {
      bytes = WriteBatchCodec.encode(batch).length;
    }
    encoding = THREADS.getCurrentThreadCpuTime() - encoding;
    try (Wal wal = new Wal(store, owner, WalOptions.DEFAULTS, Clock.SYSTEM, new IntervalTimer(), _ -> {})) {
      wal.start(1);
      for (int i = 0; i < BATCHES; i++) {
        wal.append(batch);
      }
    }
    try (Wal wal = new Wal(store, owner, WalOptions.DEFAULTS, Clock.SYSTEM, new IntervalTimer(), _ -> {})) {
      long began = System.nanoTime();
      long reading = THREADS.getCurrentThreadCpuTime();
      long rows = wal.start(1).rows();
      System.out.printf(
          Locale.ROOT, "%-8s %.1f bytes a row, encoded in %d ns; read back in %d ns, %.0f rows/s by the wall%n", type,
          (double) bytes / ROWS, encoding / BATCHES / ROWS, (THREADS.getCurrentThreadCpuTime() - reading) / rows,
          rows * 1e9 / (System.nanoTime() - began));
    }
  }

  private static WriteBatch batch(ColumnType type) {
    SplittableRandom random = new SplittableRandom(7);
    long[] times = new long[ROWS];
    int[] series = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      times[row] = 1_700_000_000_000_000_000L + row / SERIES * 10_000_000_000L;
      series[row] = row % SERIES;
    }
    List<SeriesKey> keys = IntStream.range(0, SERIES)
        .mapToObj(host -> SeriesKey.of(Map.of("host", "host_" + host, "region", "eu")))
        .toList();
    List<FieldRows> fields = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      ColumnValues values = type == ColumnType.FLOAT
          ? new ColumnValues.Floats(random.doubles(ROWS).toArray())
          : new ColumnValues.Integers(random.longs(ROWS, 0, 101).toArray());
      fields.add(new FieldRows("field" + i, type, values, null));
    }
    return new WriteBatch(1, 1, "db", List.of(new TableRows(1, "cpu", ROWS, times, series, keys, fields)));
  }
}
