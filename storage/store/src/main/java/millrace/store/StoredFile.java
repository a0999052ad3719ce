package millrace.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import millrace.datafile.DataFileWriter;
import millrace.datafile.TagFilter;

/// One data file as the manifest lists it.
///
/// @param level 0 for snapshots of the buffer, higher for merged ones
/// @param generation that of the newest rows in it; files of a shard never interleave
/// @param cleanGeneration tombstones up to this have been applied when it was written
/// @param minNanos first time in it
/// @param maxNanos last time in it, within
/// @param fieldIds ids of the field columns it has
/// @param tagFilter which tag values its series may have
record StoredFile(
    long id,
    long databaseId,
    long tableId,
    long shardId,
    int level,
    long generation,
    long cleanGeneration,
    long minNanos,
    long maxNanos,
    long rowCount,
    int seriesCount,
    long sizeBytes,
    List<Integer> fieldIds,
    TagFilter tagFilter) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd/HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  StoredFile {
    fieldIds = List.copyOf(fieldIds);
  }

  /// A file to be, without what is known only once it is written.
  static StoredFile outline(
      long databaseId, long tableId, long shardId, int level, long generation, long cleanGeneration) {
    return new StoredFile(
        0, databaseId, tableId, shardId, level, generation, cleanGeneration, 0, 0, 0, 0, 0, List.of(),
        TagFilter.ANY);
  }

  /// This outline as a file.
  StoredFile of(long fileId, ShardFiles.Written written) {
    DataFileWriter.Finished finished = written.finished();
    return new StoredFile(
        fileId, databaseId, tableId, shardId, level, generation, cleanGeneration, finished.minNanos(),
        finished.maxNanos(), finished.rowCount(), finished.seriesCount(), finished.content().sizeBytes(), written.fieldIds(),
        finished.tagFilter());
  }

  StoredFile withId(long fileId) {
    return new StoredFile(
        fileId, databaseId, tableId, shardId, level, generation, cleanGeneration, minNanos, maxNanos, rowCount,
        seriesCount, sizeBytes, fieldIds, tagFilter);
  }

  /// The same file as part of another table.
  StoredFile moved(long newDatabaseId, long newTableId, long newShardId) {
    return new StoredFile(
        id, newDatabaseId, newTableId, newShardId, level, generation, cleanGeneration, minNanos, maxNanos, rowCount,
        seriesCount, sizeBytes, fieldIds, tagFilter);
  }

  /// The same file with all its generations later by `count`.
  StoredFile later(long count) {
    return new StoredFile(
        id, databaseId, tableId, shardId, level, generation + count, cleanGeneration + count, minNanos, maxNanos,
        rowCount, seriesCount, sizeBytes, fieldIds, tagFilter);
  }

  /// Where the file lies in a node's part of the object store.
  String name(Shard shard) {
    Instant start = Instant.ofEpochSecond(Math.floorDiv(shard.span().startNanos(), 1_000_000_000L));
    String number = Long.toString(id);
    String zeros = "0".repeat(Math.max(0, 10 - number.length()));
    return "dbs/" + databaseId + "/" + tableId + "/" + DAY.format(start) + "/" + zeros + number + ".parquet";
  }

  /// A file is known by its number, which is never given twice.
  @Override
  public boolean equals(Object other) {
    return other instanceof StoredFile file && id == file.id;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  /// Whether a deletion of this generation has yet to be applied to the file.
  boolean isOlderThan(long tombstoneGeneration) {
    return generation < tombstoneGeneration && cleanGeneration < tombstoneGeneration;
  }
}
