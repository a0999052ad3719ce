package millrace.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;

/// What one table has in one shard: data files, older than all row logs; sealed logs, to become a file; and the log
/// that takes rows. Holds its files as long as it lists them.
///
/// Threads: guarded by the store's lock.
final class ShardContents {
  /// Without a new row for so long, a shard counts as written.
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final Shard shard;
  private final TableReaders readers;
  private final Consumer<ShardContents> filesChanged;

  /// Replaced whenever a file comes or goes.
  private Files files = new Files(this, List.of());
  private final List<RowLog> sealed = new ArrayList<>();
  private final Map<String, ColumnType> fieldTypes = new HashMap<>();
  private Optional<RowLog> active = Optional.empty();

  /// Rows that ever came, how many had come when somebody looked last, and when those that were new then were seen.
  private long rowsTaken;
  private long rowsSeen;
  private long seenNanos;

  /// The files as of one moment, as readers note them.
  ///
  /// @param contents what else there is of the shard, to be looked at with the store's lock held
  /// @param files oldest first
  record Files(ShardContents contents, List<Listed> files) {
    Shard shard() {
      return contents.shard;
    }
  }

  /// A file and the columns of its fields.
  ///
  /// @param since of [TableReaders]
  record Listed(FileHandle handle, List<Column> fields, long since) {
    /// The file as a reader sees it.
    FileSource source() {
      return new FileSource(handle, fields);
    }
  }

  /// @param readers of the table
  /// @param filesChanged is told when other files count
  ShardContents(Shard shard, TableReaders readers, Consumer<ShardContents> filesChanged) {
    this.shard = shard;
    this.readers = readers;
    this.filesChanged = filesChanged;
  }

  Shard shard() {
    return shard;
  }

  /// Appends some rows of a batch, see [RowLog#append].
  long append(
      Generations generations, TableRows rows, int[] sourceRows, int count, int[] ordinals, List<Column> columns) {
    if (active.isEmpty()) {
      active = Optional.of(new RowLog(generations.next()));
    }
    RowLog log = active.get();
    rowsTaken += count;
    int known = log.fieldCount();
    long bytes = log.append(rows, sourceRows, count, ordinals, columns);
    if (log.fieldCount() > known) {
      noteFieldTypes(log.fields(Integer.MAX_VALUE));
    }
    return bytes;
  }

  /// The type of a field that has or had values here.
  Optional<ColumnType> fieldType(String field) {
    return Optional.ofNullable(fieldTypes.get(field));
  }

  /// Takes in a file that a manifest lists.
  void addFile(FileHandle handle, List<Column> columns) {
    List<Column> fields =
        columns.stream().filter(column -> handle.file().fieldIds().contains(column.id())).toList();
    handle.acquire();
    List<Listed> all = new ArrayList<>(files.files);
    all.add(new Listed(handle, fields, readers.beginWithFile()));
    all.sort(Comparator.comparingLong(listed -> listed.handle.file().generation()));
    become(all);
    // Nothing here is older than a new file's place in the order unless logs stand behind it.
    if (sealed.isEmpty() && active.isEmpty() && files.files.getLast().handle == handle) {
      noteFieldTypes(fields);
    } else {
      noteFieldTypes();
    }
  }

  /// Oldest first.
  List<FileHandle> files() {
    return files.files.stream().map(Listed::handle).toList();
  }

  /// How the manifest lists the files, oldest first.
  List<StoredFile> storedFiles() {
    return files.files.stream().map(listed -> listed.handle.file()).toList();
  }

  /// The files as they are now.
  Files listed() {
    return files;
  }

  void removeFiles(List<FileHandle> removed) {
    List<Listed> left = new ArrayList<>();
    Map<FileHandle, Long> gone = new LinkedHashMap<>();
    for (Listed listed : files.files) {
      if (removed.contains(listed.handle)) {
        gone.put(listed.handle, listed.since);
      } else {
        left.add(listed);
      }
    }
    if (!gone.isEmpty()) {
      become(left);
      noteFieldTypes();
      readers.letGo(gone);
    }
  }

  private void become(List<Listed> now) {
    files = new Files(this, List.copyOf(now));
    filesChanged.accept(this);
  }

  /// Makes later rows go to a new log.
  void rotate() {
    active.ifPresent(sealed::add);
    active = Optional.empty();
  }

  /// Whether rows wait in memory and others came a moment ago, as far as repeated calls tell.
  boolean isTakingRows(long nowNanos) {
    if (active.isEmpty()) {
      return false;
    }
    if (rowsTaken != rowsSeen) {
      rowsSeen = rowsTaken;
      seenNanos = nowNanos;
    }
    return nowNanos - seenNanos < PAUSE_NANOS;
  }

  /// The logs that take no more rows, oldest first.
  List<RowLog> sealed() {
    return List.copyOf(sealed);
  }

  void removeLogs(List<RowLog> logs) {
    sealed.removeAll(logs);
    noteFieldTypes();
  }

  private void noteFieldTypes() {
    fieldTypes.clear();
    files.files.forEach(file -> noteFieldTypes(file.fields));
    sealed.forEach(log -> noteFieldTypes(log.fields(Integer.MAX_VALUE)));
    active.ifPresent(log -> noteFieldTypes(log.fields(Integer.MAX_VALUE)));
  }

  private void noteFieldTypes(List<Column> fields) {
    fields.forEach(field -> fieldTypes.put(field.name(), field.type()));
  }

  boolean isEmpty() {
    return files.files.isEmpty() && !hasLogs();
  }

  /// Whether there are rows in memory.
  boolean hasLogs() {
    return active.isPresent() || !sealed.isEmpty();
  }

  long bufferedBytes() {
    return sealed.stream().mapToLong(RowLog::sizeBytes).sum() + active.map(RowLog::sizeBytes).orElse(0L);
  }

  /// Everything as a reader sees it, newest first.
  List<Source> sources() {
    return sources(logSources(), files.files);
  }

  /// What is in memory as a reader sees it, newest first.
  List<Source> logSources() {
    List<Source> sources = new ArrayList<>();
    active.ifPresent(log -> sources.add(new LogSource(log)));
    sealed.reversed().forEach(log -> sources.add(new LogSource(log)));
    return sources;
  }

  /// @param logs newest first
  /// @param files oldest first
  static List<Source> sources(List<Source> logs, List<Listed> files) {
    List<Source> sources = new ArrayList<>(logs);
    files.reversed().forEach(file -> sources.add(file.source()));
    return sources;
  }

  /// A file as a reader sees it.
  FileSource source(FileHandle file) {
    return files.files.stream().filter(listed -> listed.handle == file).findFirst().orElseThrow().source();
  }

  /// Whether a deletion of this generation has anything to cover here.
  boolean hasOlderThan(long tombstoneGeneration) {
    return files.files.stream().anyMatch(listed -> listed.handle.file().isOlderThan(tombstoneGeneration))
        || logSources().stream().anyMatch(source -> source.isOlderThan(tombstoneGeneration));
  }
}
