package millrace.server.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;

/// Backups in a folder or bucket: `backups/<id>.json`, a [BackupRecord] each, and `files/<catalog id>/<name>`, the data
/// files of all of them. A file that several backups have is there once.
///
/// Threads: one.
final class BackupArchive implements AutoCloseable {
  private final ObjectStore objects;
  private final String prefix;

  /// @param prefix what names begin with, empty or ending with `/`
  BackupArchive(ObjectStore objects, String prefix) {
    this.objects = objects;
    this.prefix = prefix;
  }

  /// A backup that is whole.
  record Found(String id, BackupRecord record) {}

  /// Whole backups, the newest first; those that cannot be read are left out and named in `damaged`.
  List<Found> backups(List<String> damaged) {
    List<Found> found = new ArrayList<>();
    for (StoredObject object : objects.list(prefix + "backups/", "").reversed()) {
      String id = object.name().substring((prefix + "backups/").length()).replace(".json", "");
      try {
        found.add(new Found(id, BackupRecord.read(id, objects.get(object.name()).orElseThrow())));
      } catch (MillraceException e) {
        damaged.add(e.getMessage());
      }
    }
    return found;
  }

  /// What earlier backups have of a catalog's files, by name.
  Map<String, BackupRecord.Copied> known(String catalogId) {
    Map<String, BackupRecord.Copied> known = new HashMap<>();
    for (Found backup : backups(new ArrayList<>())) {
      if (backup.record.catalogId().equals(catalogId)) {
        backup.record.databases().forEach(part -> part.files().forEach(file -> known.put(file.name(), file)));
      }
    }
    Map<String, Long> there = new HashMap<>();
    String folder = prefix + "files/" + catalogId + "/";
    objects.list(folder, "").forEach(object -> there.put(object.name().substring(folder.length()), object.sizeBytes()));
    known.values().removeIf(file -> there.getOrDefault(file.name(), -1L) != file.sizeBytes());
    return known;
  }

  /// Stores a file and reads it back.
  BackupRecord.Copied put(String catalogId, String name, byte[] content) {
    BackupRecord.Copied copied = new BackupRecord.Copied(name, content.length, BackupRecord.checksum(content));
    objects.put(fileName(catalogId, name), content);
    get(catalogId, copied);
    return copied;
  }

  /// @throws MillraceException with code CORRUPT when it is missing or not what was put
  byte[] get(String catalogId, BackupRecord.Copied file) {
    Optional<byte[]> content = objects.get(fileName(catalogId, file.name()));
    if (content.isEmpty()) {
      throw new MillraceException(ErrorCode.CORRUPT, "the backup lacks data file " + file.name());
    }
    if (!BackupRecord.checksum(content.get()).equals(file.crc32c())) {
      throw new MillraceException(ErrorCode.CORRUPT, "data file " + file.name() + " of the backup is damaged: its checksum differs");
    }
    return content.get();
  }

  /// Makes a backup whole.
  void finish(String id, BackupRecord record) {
    if (!objects.putIfAbsent(prefix + "backups/" + id + ".json", record.write())) {
      throw new MillraceException(ErrorCode.ALREADY_EXISTS, "there is a backup " + id + " already");
    }
  }

  private String fileName(String catalogId, String name) {
    return prefix + "files/" + catalogId + "/" + name;
  }

  @Override
  public void close() {
    objects.close();
  }
}
