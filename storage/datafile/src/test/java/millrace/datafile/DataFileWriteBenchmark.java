package millrace.datafile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.objectstore.ScratchFolder;

/// How large is a value in our files, and what does writing it cost, beside DuckDB's Parquet writer on the same rows in
/// the same order? CPU time of one thread each. Expected: a third of DuckDB's time, and as many bytes: more where it
/// packs small numbers tighter, fewer where its pages cut through series.
final class DataFileWriteBenchmark {
  private static final int HOSTS = 100;
  private static final int POINTS = 8640;
  private static final int FIELDS = 10;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DataFileWriteBenchmark() {}

  /// What the values are like; each goes on from the one before.
  private enum Kind {
    WHOLE_NUMBERS, TWO_DECIMALS, ALL_DIGITS;

    double next(double before, Random random) {
      return switch (this) {
        case WHOLE_NUMBERS -> Math.clamp(before + random.nextInt(-1, 2), 0, 100);
        case TWO_DECIMALS -> Math.round(Math.clamp(before + random.nextGaussian(), 0, 100) * 100) / 100.0;
        case ALL_DIGITS -> Math.clamp(before + random.nextGaussian(), 0, 100);
      };
    }
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    try (ScratchFolder folder = ScratchFolder.below(arguments)) {
      for (Kind kind : Kind.values()) {
        compare(kind, folder.path());
      }
    }
  }

  private static void compare(Kind kind, Path folder) throws IOException, SQLException {
    List<RowBlock> blocks = blocks(kind);
    for (Compression compression : Compression.values()) {
      double nanos = nanos(() -> write(blocks, compression));
      report(kind, "ours, " + compression, nanos, write(blocks, compression).bytes().length);
    }
    Path ours = folder.resolve(kind + ".parquet");
    Files.write(ours, write(blocks, Compression.NONE).bytes());
    Path theirs = folder.resolve(kind + "-duckdb.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement duckDb = connection.createStatement()) {
      duckDb.execute("SET threads = 1");
      duckDb.execute("CREATE TABLE t AS SELECT * FROM read_parquet('" + ours + "')");
      for (String codec : List.of("uncompressed", "snappy", "zstd")) {
        String copy = "COPY t TO '" + theirs + "' (FORMAT parquet, COMPRESSION " + codec + ", PARQUET_VERSION v2)";
        report(kind, "DuckDB, " + codec, nanos(() -> run(duckDb, copy)), Files.size(theirs));
      }
    }
  }

  private static void run(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The least CPU time of some rounds.
  private static double nanos(Runnable step) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      step.run();
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    return best;
  }

  private static void report(Kind kind, String writer, double nanos, long bytes) {
    double values = (double) HOSTS * POINTS * FIELDS;
    System.out.printf(
        Locale.ROOT, "%-14s %-22s %6.2f bytes a value, %6.1f ns a value%n",
        kind.name().toLowerCase(Locale.ROOT), writer, bytes / values, nanos / values);
  }

  private static DataFileWriter.Finished write(List<RowBlock> blocks, Compression compression) {
    try (DataFileWriter writer = new DataFileWriter(columns(), compression)) {
      for (int host = 0; host < HOSTS; host++) {
        String name = String.format(Locale.ROOT, "host_%03d", host);
        writer.append(SeriesKey.of(Map.of("host", name)), blocks.get(host));
      }
      return writer.finish();
    }
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(new Column(1, "host", ColumnType.TAG)));
    for (int field = 0; field < FIELDS; field++) {
      columns.add(new Column(2 + field, "f" + field, ColumnType.FLOAT));
    }
    return columns;
  }

  private static List<RowBlock> blocks(Kind kind) {
    Random random = new Random(1);
    List<RowBlock> blocks = new ArrayList<>();
    long[] times = new long[POINTS];
    for (int i = 0; i < POINTS; i++) {
      times[i] = 1_700_000_000_000_000_000L + i * 10_000_000_000L;
    }
    for (int host = 0; host < HOSTS; host++) {
      List<RowBlock.FieldBlock> fields = new ArrayList<>();
      for (int field = 0; field < FIELDS; field++) {
        long[] bits = new long[POINTS];
        double value = 50;
        for (int i = 0; i < POINTS; i++) {
          value = kind.next(value, random);
          bits[i] = Double.doubleToRawLongBits(value);
        }
        fields.add(new RowBlock.FieldBlock(bits, RowBlock.FieldBlock.NO_STRINGS, RowBlock.FieldBlock.ALL_VALID));
      }
      blocks.add(new RowBlock(POINTS, times, fields));
    }
    return blocks;
  }
}
