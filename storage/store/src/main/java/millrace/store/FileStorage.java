package millrace.store;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.datafile.DataFileContent;
import millrace.datafile.DataFiles;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's data files as objects: puts them, opens them, removes them once nobody needs them, and remembers which were
/// found damaged.
///
/// Threads: any.
final class FileStorage implements FileKeeper, Snapshot.FileTaker, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileStorage.class);

  /// A file's end holds the place and checksum of its index.
  private static final int VERIFIED_BYTES = 256;

  private final ObjectStore objects;
  private final String prefix;
  private final DataFiles dataFiles = new DataFiles();
  private final OpenFiles openFiles;
  private final AtomicLong nextFileId;

  /// Names of the files that the manifest lists, a reader holds, or an attempt of this process has written.
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();

  private final List<FileHandle> damaged = new ArrayList<>();

  /// @param openBytes memory for files that are kept open
  FileStorage(ObjectStore objects, String prefix, long nextFileId, long openBytes) {
    this.openFiles = new OpenFiles(openBytes);
    this.objects = objects;
    this.prefix = prefix;
    this.nextFileId = new AtomicLong(nextFileId);
  }

  /// File ids from here on are free.
  long nextFileId() {
    return nextFileId.get();
  }

  /// What all names of the node begin with.
  String prefix() {
    return prefix;
  }

  String name(StoredFile file, Shard shard) {
    return prefix + file.name(shard);
  }

  /// Stores one file under a new id.
  ///
  /// @return how the manifest is to list it
  @Override
  public StoredFile put(ShardFiles.Written written, StoredFile outline, Shard shard) {
    return store(outline.of(nextFileId.getAndIncrement(), written), written.finished().content(), shard);
  }

  @Override
  public Optional<FileChannel> scratch() {
    return objects.scratch();
  }

  /// Stores a file that was made elsewhere under a new id.
  ///
  /// @return how the manifest is to list it
  StoredFile put(StoredFile file, byte[] bytes, Shard shard) {
    return store(file.withId(nextFileId.getAndIncrement()), new DataFileContent.InMemory(bytes), shard);
  }

  /// Removes a file that no manifest lists.
  void discard(StoredFile file, Shard shard) {
    String name = name(file, shard);
    inUse.remove(name);
    objects.delete(name);
  }

  /// Ids that are taken belong to files of a crashed attempt, or of a process that has lost the node and does not know
  /// yet: they are passed over, and never overwritten.
  private StoredFile store(StoredFile first, DataFileContent content, Shard shard) {
    StoredFile file = first;
    while (true) {
      String name = name(file, shard);
      boolean isNew = inUse.add(name);
      if (putIfAbsent(name, content)) {
        verify(name, content);
        return file;
      }
      if (isNew) {
        inUse.remove(name);
      }
      file = file.withId(nextFileId.getAndIncrement());
    }
  }

  private boolean putIfAbsent(String name, DataFileContent content) {
    return switch (content) {
      case DataFileContent.InMemory(byte[] bytes) -> objects.putIfAbsent(name, bytes);
      case DataFileContent.OnDisk(FileChannel file, long _) -> objects.putIfAbsent(name, file);
    };
  }

  /// A listed file, for reading.
  FileHandle open(StoredFile file, Shard shard, SeriesRegistry registry) {
    String name = name(file, shard);
    inUse.add(name);
    return new FileHandle(file, name, new ObjectBytes(objects, name, file.sizeBytes()), dataFiles, openFiles, registry, this);
  }

  /// Removes every data file that is neither in use nor among `needed`. A file is in use before it is put, so one that
  /// is being written now is safe.
  void removeOthers(Set<String> needed) {
    objects.list(prefix + "dbs/", "").stream()
        .filter(object -> !needed.contains(object.name()) && !inUse.contains(object.name()))
        .forEach(object -> objects.delete(object.name()));
  }

  /// Lets go of parts of files that earlier processes did not finish putting.
  void removeUnfinished() {
    objects.removeUnfinished(prefix + "dbs/");
  }

  /// Files kept open now.
  int openFiles() {
    return openFiles.count();
  }

  /// The files found damaged since the last call.
  synchronized List<FileHandle> takeDamaged() {
    List<FileHandle> taken = List.copyOf(damaged);
    damaged.clear();
    return taken;
  }

  synchronized void putBackDamaged(List<FileHandle> taken) {
    damaged.addAll(taken);
  }

  @Override
  public void remove(FileHandle handle) {
    openFiles.removed(handle);
    removeSetAside(handle.name());
  }

  /// Removes a file that nobody can be reading.
  void removeSetAside(String name) {
    inUse.remove(name);
    try {
      objects.delete(name);
    } catch (MillraceException e) {
      LOG.warn("obsolete data file {} stays for now: {}", name, e.getMessage());
    }
  }

  @Override
  public synchronized void foundDamaged(FileHandle handle, MillraceException damage) {
    LOG.error("data file {} is damaged and left out: {}", handle.name(), damage.getMessage());
    damaged.add(handle);
  }

  @Override
  public void close() {
    dataFiles.close();
  }

  /// The log is trimmed once files stand, so their end is read back first: a store that lost or tore one says so now.
  private void verify(String name, DataFileContent content) {
    int length = (int) Math.min(content.sizeBytes(), VERIFIED_BYTES);
    long offset = content.sizeBytes() - length;
    byte[] end;
    try {
      end = objects.range(name, offset, length);
    } catch (MillraceException e) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "data file " + name + " was put and cannot be read back: " + e.getMessage(), e);
    }
    if (!Arrays.equals(end, content.range(offset, length))) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "data file " + name + " reads back otherwise than put");
    }
  }
}
