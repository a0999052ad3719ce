package millrace.store;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
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
      for (StoreShardReader shard : reader.storeShards(TimeSpan.ALL)) {
        write(new ShardRows(shard, reader.series(), fields), columns, taker);
      }
    }
  }

  private void write(ShardRows rows, List<Column> columns, Consumer<Written> taker) {
    Optional<RowBlock> block = rows.next();
    while (block.isPresent()) {
      try (DataFileWriter writer = new DataFileWriter(columns, compression, scratch)) {
        while (block.isPresent() && writer.sizeBytes() < fileBytes) {
          writer.append(rows.key(), block.get());
          block = rows.next();
        }
        taker.accept(new Written(writer.finish(), columns));
      }
    }
  }
}
