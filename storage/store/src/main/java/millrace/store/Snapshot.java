package millrace.store;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.datafile.Compression;

/// The buffer as of one place in the log, on its way into files.
///
/// @param position the last batch in it
/// @param segments log segments it stands for
record Snapshot(LogPosition position, int segments, List<Part> parts) {
  /// One table and shard.
  ///
  /// @param tombstones those applied while the file is written
  record Part(
      TableContents table, ShardContents contents, List<RowLog> logs, List<Tombstone> tombstones, List<Column> columns) {
    /// What is to be written. Sorting the logs takes their memory once more, as long as this is held.
    private ShardView view() {
      List<Source> sources = logs.reversed().stream().<Source>map(SortedLogSource::new).toList();
      return new ShardView(contents.shard(), sources, tombstones, TimeSpan.ALL);
    }

    private StoredFile outline() {
      long cleanGeneration = tombstones.stream().mapToLong(Tombstone::generation).max().orElse(0);
      return StoredFile.outline(
          table.databaseId(), table.tableId(), contents.shard().id(), 0, logs.getLast().generation(), cleanGeneration);
    }
  }

  /// Where files go.
  interface FileTaker {
    /// Stores one file.
    StoredFile put(ShardFiles.Written written, StoredFile outline, Shard shard);

    /// A file to write a large one in.
    Optional<FileChannel> scratch();
  }

  /// Seals all logs and notes them. The caller holds the store's lock.
  static Snapshot begin(
      Collection<TableContents> tables, StoreSchema schema, LogPosition position, int segments) {
    List<Part> parts = new ArrayList<>();
    for (TableContents table : tables) {
      List<Column> columns = schema.columns(table.tableId());
      for (ShardContents contents : table.buffered()) {
        contents.rotate();
        List<RowLog> logs = contents.sealed();
        if (!logs.isEmpty()) {
          parts.add(new Part(table, contents, logs, List.copyOf(table.tombstones()), columns));
        }
      }
    }
    return new Snapshot(position, segments, parts);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  List<Shard> shards() {
    return parts.stream().map(part -> part.contents().shard()).distinct().toList();
  }

  long sizeBytes() {
    return parts.stream().flatMap(part -> part.logs().stream()).mapToLong(RowLog::sizeBytes).sum();
  }

  /// Writes all parts. A table that the catalog has dropped meanwhile has no columns and gets no file.
  List<StoredFile> write(FileTaker taker) {
    ShardFiles files = new ShardFiles(Compression.NONE, Long.MAX_VALUE, taker::scratch);
    List<StoredFile> written = new ArrayList<>();
    for (Part part : parts) {
      if (!part.columns().isEmpty()) {
        files.write(
            part.view(),
            part.table().registry(),
            part.columns(),
            file -> written.add(taker.put(file, part.outline(), part.contents().shard())));
      }
    }
    return written;
  }
}
