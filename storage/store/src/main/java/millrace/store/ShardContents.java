package millrace.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;

/// What one table has in one shard: data files, older than all row logs; sealed logs, to become a file; and the log
/// that takes rows.
///
/// Threads: guarded by the store's lock.
final class ShardContents {
  private final Shard shard;
  private final Runnable filesChanged;

  /// Oldest first.
  private List<Listed> files = List.of();
  private final List<RowLog> sealed = new ArrayList<>();
  private final Map<String, ColumnType> fieldTypes = new HashMap<>();
  private Optional<RowLog> active = Optional.empty();

  /// A file and the columns of its fields.
  record Listed(FileHandle handle, List<Column> fields) {
    /// The file as a reader sees it.
    FileSource source() {
      return new FileSource(handle, fields);
    }
  }

  /// @param filesChanged is told before other files count
  ShardContents(Shard shard, Runnable filesChanged) {
    this.shard = shard;
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
    List<Listed> all = new ArrayList<>(files);
    all.add(new Listed(handle, fields));
    all.sort(Comparator.comparingLong(listed -> listed.handle.file().generation()));
    become(all);
    // Nothing here is older than a new file's place in the order unless logs stand behind it.
    if (sealed.isEmpty() && active.isEmpty() && files.getLast().handle == handle) {
      noteFieldTypes(fields);
    } else {
      noteFieldTypes();
    }
  }

  /// Oldest first.
  List<FileHandle> files() {
    return files.stream().map(Listed::handle).toList();
  }

  /// The files as they are now, oldest first.
  List<Listed> listed() {
    return files;
  }

  void removeFiles(List<FileHandle> removed) {
    if (files.stream().anyMatch(listed -> removed.contains(listed.handle))) {
      become(files.stream().filter(listed -> !removed.contains(listed.handle)).toList());
      noteFieldTypes();
    }
  }

  private void become(List<Listed> now) {
    filesChanged.run();
    files = List.copyOf(now);
  }

  /// Makes later rows go to a new log.
  void rotate() {
    active.ifPresent(sealed::add);
    active = Optional.empty();
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
    files.forEach(file -> noteFieldTypes(file.fields));
    sealed.forEach(log -> noteFieldTypes(log.fields(Integer.MAX_VALUE)));
    active.ifPresent(log -> noteFieldTypes(log.fields(Integer.MAX_VALUE)));
  }

  private void noteFieldTypes(List<Column> fields) {
    fields.forEach(field -> fieldTypes.put(field.name(), field.type()));
  }

  boolean isEmpty() {
    return files.isEmpty() && sealed.isEmpty() && active.isEmpty();
  }

  long bufferedBytes() {
    return sealed.stream().mapToLong(RowLog::sizeBytes).sum() + active.map(RowLog::sizeBytes).orElse(0L);
  }

  /// Everything as a reader sees it, newest first.
  List<Source> sources() {
    return sources(logSources(), files);
  }

  /// What is in memory as a reader sees it, newest first.
  List<Source> logSources() {
    if (active.isEmpty() && sealed.isEmpty()) {
      return List.of();
    }
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
    return files.stream().filter(listed -> listed.handle == file).findFirst().orElseThrow().source();
  }

  /// Whether a deletion of this generation has anything to cover here.
  boolean hasOlderThan(long tombstoneGeneration) {
    return files.stream().anyMatch(listed -> listed.handle.file().isOlderThan(tombstoneGeneration))
        || logSources().stream().anyMatch(source -> source.isOlderThan(tombstoneGeneration));
  }
}
