package millrace.server.system;

import java.util.List;
import millrace.store.FileDescription;
import millrace.store.Store;

/// The data files of a retention policy's tables, for `system.parquet_files`.
@FunctionalInterface
public interface StoredFiles {
  /// A store without files.
  StoredFiles NONE = policyId -> List.of();

  /// The readable files of a store.
  static StoredFiles of(Store store) {
    return policyId -> store.files().stream()
        .filter(file -> file.policyId() == policyId && !file.isDamaged())
        .map(StoredFiles::described)
        .toList();
  }

  /// The files a policy's rows lie in now.
  List<StoredFile> of(long policyId);

  /// One file.
  ///
  /// @param path as the object store names it
  /// @param minTimeNanos time of the oldest row
  /// @param maxTimeNanos time of the newest row
  record StoredFile(
      long tableId, String path, long sizeBytes, long rowCount, long minTimeNanos, long maxTimeNanos) {}

  private static StoredFile described(FileDescription file) {
    return new StoredFile(
        file.tableId(), file.name(), file.sizeBytes(), file.rowCount(), file.minNanos(), file.maxNanos());
  }
}
