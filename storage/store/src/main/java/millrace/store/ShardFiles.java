package millrace.store;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.SeriesKey;
import millrace.datafile.Compression;
import millrace.datafile.DataFileWriter;
import millrace.datafile.RowBlock;

/// Writes what a view shows, merged and without what has been deleted, as data files. Snapshots and merges of files are
/// the same work on different sources.
///
/// Memory: one row group and the pages being read; of the file some MiB, or all of it where the store has no scratch files.
final class ShardFiles {
  private final Compression compression;
  private final long fileBytes;
  private final Supplier<Optional<FileChannel>> scratch;

  /// @param fileBytes size at which a file is ended, at the next series
  /// @param scratch opens files to write large ones in
  ShardFiles(Compression compression, long fileBytes, Supplier<Optional<FileChannel>> scratch) {
    this.compression = compression;
    this.fileBytes = fileBytes;
    this.scratch = scratch;
  }

  /// A file, while it is being taken, and the columns it has.
  record Written(DataFileWriter.Finished finished, List<Column> columns) {
    List<Integer> fieldIds() {
      return columns.stream().filter(column -> column.type().isField()).map(Column::id).toList();
    }
  }

  /// Writes the rows of a view; no file when it has none.
  ///
  /// @param tableColumns the table's columns: every tag a series may have
  /// @param taker is given each file as soon as it is ended
  void write(ShardView view, SeriesRegistry registry, List<Column> tableColumns, Consumer<Written> taker) {
    List<Column> columns = new ArrayList<>();
    tableColumns.stream().filter(column -> column.type() == ColumnType.TAG).forEach(columns::add);
    List<Column> fields = view.fields();
    columns.addAll(fields);
    try (StoreTableReader reader = StoreTableReader.over(view, columns, registry)) {
      RowScan scan = new RowScan(reader, fields, TimeSpan.ALL, series -> true);
      RowBatch batch = scan.newBatch();
      boolean more = scan.next(batch);
      while (more) {
        try (DataFileWriter writer = new DataFileWriter(columns, compression, scratch)) {
          more = fill(writer, reader, scan, batch);
          taker.accept(new Written(writer.finish(), columns));
        }
      }
    }
  }

  /// Appends batches until the file is large enough or there are no more rows.
  ///
  /// @return whether `batch` holds rows for another file
  private boolean fill(DataFileWriter writer, StoreTableReader reader, RowScan scan, RowBatch batch) {
    boolean more = true;
    while (more && writer.sizeBytes() < fileBytes) {
      for (int run = 0; run < batch.runCount; run++) {
        SeriesKey key = reader.series().key(batch.runSeries[run]);
        writer.append(key, block(batch, batch.runStart[run], batch.runStart[run + 1]));
      }
      more = scan.next(batch);
    }
    return more;
  }

  private static RowBlock block(RowBatch batch, int from, int to) {
    List<RowBlock.FieldBlock> fields = new ArrayList<>(batch.projection().size());
    for (int i = 0; i < batch.projection().size(); i++) {
      fields.add(field(batch.column(i), from, to));
    }
    return new RowBlock(to - from, Arrays.copyOfRange(batch.times, from, to), fields);
  }

  private static RowBlock.FieldBlock field(RowBatch.Values values, int from, int to) {
    long[] valid = values.isAllValid(from, to) ? RowBlock.FieldBlock.ALL_VALID : valid(values, from, to);
    if (values.type() == ColumnType.STRING) {
      String[] strings = Arrays.copyOfRange(values.strings, from, to);
      return new RowBlock.FieldBlock(RowBlock.FieldBlock.NO_BITS, strings, valid);
    }
    return new RowBlock.FieldBlock(bits(values, from, to), RowBlock.FieldBlock.NO_STRINGS, valid);
  }

  private static long[] valid(RowBatch.Values values, int from, int to) {
    long[] valid = new long[(to - from + 63) / 64];
    for (int row = from; row < to; row++) {
      if (values.isValid(row)) {
        valid[(row - from) >> 6] |= 1L << ((row - from) & 63);
      }
    }
    return valid;
  }

  private static long[] bits(RowBatch.Values values, int from, int to) {
    long[] bits = new long[to - from];
    switch (values.type()) {
      case FLOAT -> {
        for (int row = from; row < to; row++) {
          bits[row - from] = Double.doubleToRawLongBits(values.floats[row]);
        }
      }
      case INTEGER, UNSIGNED -> System.arraycopy(values.integers, from, bits, 0, to - from);
      case BOOLEAN -> {
        for (int row = from; row < to; row++) {
          bits[row - from] = values.booleans[row] ? 1 : 0;
        }
      }
      case STRING, TAG -> throw new IllegalStateException(values.type() + " has no bits");
    }
    return bits;
  }
}
