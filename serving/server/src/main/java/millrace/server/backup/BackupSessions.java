package millrace.server.backup;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.DatabaseText;
import millrace.catalog.Deletion;
import millrace.catalog.RestoreCommand;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.store.Adoption;
import millrace.store.PinnedFiles;
import millrace.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backups and restores under way. Each is a session with a name that nobody can guess; one whose client is silent for ten
/// minutes is ended, so that a client that died holds no files for ever.
///
/// Threads: any; calls of one session take turns.
public final class BackupSessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.backup");
  private static final long MOST_SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LEFTOVER_NANOS = TimeUnit.DAYS.toNanos(7);
  private static final int MOST_SESSIONS = 8;

  private final Catalog catalog;
  private final Store store;
  private final Clock clock;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("backup-sessions").daemon().factory());

  public BackupSessions(Catalog catalog, Store store, Clock clock) {
    this.catalog = catalog;
    this.store = store;
    this.clock = clock;
    sweeper.scheduleWithFixedDelay(this::endSilent, 1, 1, TimeUnit.MINUTES);
  }

  /// What a client is told of a backup that has begun.
  ///
  /// @param catalog the database as text, see [DatabaseText]
  record Begun(String id, String database, String catalog, PinnedFiles files) {}

  /// A restore that has begun.
  record Restoring(String id, Map<String, Long> files) {}

  /// Something under way.
  private sealed interface Session {
    /// When its client was last heard of, nanoseconds since the epoch.
    long[] heardNanos();

    record Backup(PinnedFiles files, long[] heardNanos) implements Session {}

    record Restore(String name, String hiddenName, Adoption adoption, Map<String, byte[]> partial, long[] heardNanos)
        implements Session {}
  }

  /// Names the catalog all over the world.
  String catalogId() {
    return catalog.state().uuid();
  }

  /// The databases that can be backed up, ascending by name.
  List<String> databases() {
    return catalog.state().databases().stream().filter(database -> !database.isDeleted()).map(Database::name).toList();
  }

  /// Holds a database's files as they are now, everything buffered written out.
  Begun beginBackup(String name) {
    checkRoom();
    Database database = catalog.state().requireDatabase(name);
    if (database.isDeleted()) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + name);
    }
    PinnedFiles files = store.pin(database.id());
    // Read after the files are held: it must know every table and column they have.
    Database described = catalog.state().databaseById(database.id()).orElse(database);
    String id = UUID.randomUUID().toString();
    sessions.put(id, new Session.Backup(files, heardNow()));
    LOG.info("backup of database {} begins with {} files", name, files.files().size());
    return new Begun(id, name, DatabaseText.write(described), files);
  }

  byte[] read(String id, String file, long offset, int length) {
    return backup(id).files().read(file, offset, length);
  }

  /// Ends a backup or gives a restore up. Harmless when it has ended.
  void end(String id) {
    Session ended = sessions.remove(id);
    if (ended != null) {
      close(ended);
    }
  }

  /// Makes room for a database, hidden until all of its files are there.
  ///
  /// @param name what it is to be called, free
  Restoring beginRestore(String name, String databaseText, byte[] manifest) {
    checkRoom();
    Database content = DatabaseText.read(databaseText);
    String id = UUID.randomUUID().toString();
    String hiddenName = "restoring-" + id;
    long nowNanos = clock.nowNanos();
    Deletion leftover = new Deletion(nowNanos, OptionalLong.of(nowNanos + LEFTOVER_NANOS));
    CatalogState state = catalog.apply(new RestoreCommand.BeginRestore(hiddenName, name, content, leftover));
    Adoption adoption = store.adopt(manifest, ids(content, state.requireDatabase(hiddenName)));
    sessions.put(id, new Session.Restore(name, hiddenName, adoption, new HashMap<>(), heardNow()));
    LOG.info("restore of database {} begins with {} files", name, adoption.files().size());
    return new Restoring(id, adoption.files());
  }

  /// Takes a part of a file; parts come in order.
  void write(String id, String file, long offset, byte[] part) {
    Session.Restore restore = restore(id);
    synchronized (restore) {
      Long size = restore.adoption().files().get(file);
      if (size == null) {
        throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "the backup's manifest lists no data file " + file);
      }
      if (offset == 0) {
        restore.partial().clear();
        restore.partial().put(file, new byte[Math.toIntExact(size)]);
      }
      byte[] whole = restore.partial().get(file);
      if (whole == null || offset < 0 || offset > whole.length - part.length) {
        throw new MillraceException(
            ErrorCode.INVALID_ARGUMENT, part.length + " bytes from " + offset + " on do not fit data file " + file);
      }
      System.arraycopy(part, 0, whole, (int) offset, part.length);
      if (offset + part.length == whole.length) {
        restore.partial().clear();
        restore.adoption().put(file, whole);
      }
    }
  }

  /// Shows the database, once all files are there.
  ///
  /// @return its name
  String finishRestore(String id) {
    Session.Restore restore = restore(id);
    synchronized (restore) {
      restore.adoption().commit();
      catalog.apply(new RestoreCommand.FinishRestore(restore.hiddenName(), restore.name()));
      sessions.remove(id);
      LOG.info("database {} is restored", restore.name());
      return restore.name();
    }
  }

  private static Adoption.Ids ids(Database from, Database to) {
    Map<Long, Long> policies = new HashMap<>();
    Map<Long, Long> tables = new HashMap<>();
    for (RetentionPolicy policy : from.policies()) {
      RetentionPolicy mine = to.requirePolicy(policy.name());
      policies.put(policy.id(), mine.id());
      for (Table table : policy.tables()) {
        mine.table(table.name()).filter(_ -> table.deletion().isEmpty()).ifPresent(
            found -> tables.put(table.id(), found.id()));
      }
    }
    return new Adoption.Ids(to.id(), policies, tables);
  }

  private Session.Backup backup(String id) {
    return sessions.get(id) instanceof Session.Backup found ? heard(found) : refuse(id);
  }

  private Session.Restore restore(String id) {
    return sessions.get(id) instanceof Session.Restore found ? heard(found) : refuse(id);
  }

  private <T extends Session> T heard(T session) {
    session.heardNanos()[0] = clock.nowNanos();
    return session;
  }

  private static <T> T refuse(String id) {
    throw new MillraceException(
        ErrorCode.NOT_FOUND, "nothing under way has the id '" + id + "'; it may have ended after ten minutes of silence");
  }

  private long[] heardNow() {
    return new long[] {clock.nowNanos()};
  }

  private void checkRoom() {
    if (sessions.size() >= MOST_SESSIONS) {
      throw new MillraceException(
          ErrorCode.LIMIT_EXCEEDED, MOST_SESSIONS + " backups and restores are under way; wait for one to end");
    }
  }

  private void endSilent() {
    long deadline = clock.nowNanos() - MOST_SILENCE_NANOS;
    sessions.forEach((id, session) -> {
      if (session.heardNanos()[0] < deadline) {
        LOG.warn("a backup or restore whose client was silent for ten minutes is given up");
        end(id);
      }
    });
  }

  private void close(Session session) {
    switch (session) {
      case Session.Backup(PinnedFiles files, _) -> files.close();
      case Session.Restore restore -> {
        synchronized (restore) {
          restore.adoption().close();
          catalog.apply(new DatabaseCommand.DropDatabase(restore.hiddenName()));
        }
      }
    }
  }

  /// Gives up what is under way.
  @Override
  public void close() {
    sweeper.shutdown();
    List.copyOf(sessions.keySet()).forEach(this::end);
  }
}
