package millrace.server.system;

import java.util.List;

/// The data files of a retention policy's tables, for `system.parquet_files`.
@FunctionalInterface
public interface StoredFiles {
  /// A store without files.
  StoredFiles NONE = tableId -> List.of();

  /// The files a table's rows lie in now; none for a table the store does not know.
  List<StoredFile> of(long tableId);

  /// One file.
  ///
  /// @param path as the object store names it
  /// @param minTimeNanos time of the oldest row
  /// @param maxTimeNanos time of the newest row
  record StoredFile(String path, long sizeBytes, long rowCount, long minTimeNanos, long maxTimeNanos) {}
}
