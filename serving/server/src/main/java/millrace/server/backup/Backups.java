package millrace.server.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.server.ObjectStores;
import millrace.server.config.ServerOptions;
import millrace.server.log.LogSetup;

/// What `influxdb3 backup` and `influxdb3 restore` do, between a server and a place for backups: a folder, or
/// `s3://bucket/prefix` with the access that flags or variables of `serve` give.
public final class Backups implements AutoCloseable {
  private static final String BUCKET = "s3://";

  private final ServerCalls server;
  private final BackupArchive archive;
  private final Consumer<String> tell;

  private Backups(ServerCalls server, BackupArchive archive, Consumer<String> tell) {
    this.server = server;
    this.archive = archive;
    this.tell = tell;
  }

  /// Opens a place for backups.
  ///
  /// @param storeFlags those of `serve` that say how to reach a bucket
  /// @param tell hears what is worth knowing, a sentence at a time
  public static Backups open(
      String place, List<String> storeFlags, Map<String, String> environment, ServerCalls server, Consumer<String> tell) {
    LogSetup.apply(new ServerOptions.LogOptions("error", "stderr", "full"));
    if (!place.startsWith(BUCKET)) {
      return new Backups(server, new BackupArchive(new FolderObjectStore(Path.of(place)), ""), tell);
    }
    String[] parts = place.substring(BUCKET.length()).split("/", 2);
    List<String> flags = new ArrayList<>(storeFlags);
    flags.addAll(List.of("--node-id=backup", "--object-store=s3", "--bucket=" + parts[0]));
    ObjectStore objects = ObjectStores.open(ServerOptions.read(flags, environment).store());
    String folder = parts.length == 1 || parts[1].isEmpty() ? "" : parts[1].replaceAll("/+$", "") + "/";
    return new Backups(server, new BackupArchive(objects, folder), tell);
  }

  /// Backs up one database, or all.
  ///
  /// @return the backup's id
  public String backup(Optional<String> database) {
    return new BackupCopy(server, archive, Clock.SYSTEM, tell).run(database);
  }

  /// Restores one database of a backup, or all of them.
  ///
  /// @param backup its id; the newest when empty
  /// @param name what the database is to be called; its own name when empty
  public void restore(Optional<String> backup, Optional<String> database, Optional<String> name) {
    BackupArchive.Found found = find(backup, database);
    List<BackupRecord.Part> parts = database
        .map(wanted -> List.of(found.record().database(wanted).orElseThrow(() -> new MillraceException(
            ErrorCode.NOT_FOUND, "backup " + found.id() + " has no database " + wanted))))
        .orElse(found.record().databases());
    if (name.isPresent() && parts.size() != 1) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "several databases cannot get one name; choose one");
    }
    for (BackupRecord.Part part : parts) {
      new RestoreCopy(server, archive).run(found.record(), part, name.orElse(part.name()));
      tell.accept("database " + part.name() + " of backup " + found.id() + " restored as " + name.orElse(part.name()));
    }
  }

  /// Every whole backup, the newest first, a line each.
  public List<String> list() {
    List<String> lines = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (BackupArchive.Found found : archive.backups(damaged)) {
      long bytes = found.record().databases().stream()
          .flatMap(part -> part.files().stream()).mapToLong(BackupRecord.Copied::sizeBytes).sum();
      String names = String.join(", ", found.record().databases().stream().map(BackupRecord.Part::name).toList());
      lines.add(found.id() + "  " + bytes + " bytes  " + names);
    }
    lines.addAll(damaged);
    return lines;
  }

  private BackupArchive.Found find(Optional<String> backup, Optional<String> database) {
    List<String> damaged = new ArrayList<>();
    List<BackupArchive.Found> all = archive.backups(damaged);
    damaged.forEach(tell);
    return all.stream()
        .filter(found -> backup.map(found.id()::equals).orElse(true))
        .filter(found -> backup.isPresent() || database.flatMap(found.record()::database).isPresent() || database.isEmpty())
        .findFirst()
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, backup.isPresent()
            ? "there is no whole backup " + backup.get()
            : "there is no whole backup" + database.map(name -> " of database " + name).orElse("")));
  }

  @Override
  public void close() {
    archive.close();
  }
}
