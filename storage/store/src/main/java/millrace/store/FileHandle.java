package millrace.store;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.Column;
import millrace.datafile.DataFile;
import millrace.datafile.DataFiles;
import millrace.datafile.FileBytes;

/// A data file in use: opened when first read, and its object removed once it is obsolete and the last reader has let
/// go.
///
/// Threads: any; guards itself.
final class FileHandle {
  private final StoredFile file;
  private final String name;
  private final FileBytes bytes;
  private final DataFiles files;
  private final OpenFiles openFiles;
  private final SeriesRegistry registry;
  private final FileKeeper keeper;
  private Optional<Opened> opened = Optional.empty();

  /// Still there while somebody reads it, though it has been let go of.
  private WeakReference<Opened> lastOpened = new WeakReference<>(null);
  private int holders;
  private boolean isObsolete;
  private volatile Optional<String> damage = Optional.empty();

  /// An open file with its series in the table's numbering.
  record Opened(DataFile file, FileSeries series) {
    /// The file's number of a series, or -1.
    int series(int ordinal) {
      return series.number(ordinal);
    }

    int fieldIndex(Column field) {
      return file.fields().indexOf(field);
    }

    private long sizeBytes() {
      return file.sizeBytes() + series.sizeBytes();
    }
  }

  FileHandle(
      StoredFile file, String name, FileBytes bytes, DataFiles files, OpenFiles openFiles, SeriesRegistry registry,
      FileKeeper keeper) {
    this.openFiles = openFiles;
    this.file = file;
    this.name = name;
    this.bytes = bytes;
    this.files = files;
    this.registry = registry;
    this.keeper = keeper;
  }

  StoredFile file() {
    return file;
  }

  String name() {
    return name;
  }

  FileBytes bytes() {
    return bytes;
  }

  /// The open file.
  ///
  /// @throws millrace.base.MillraceException with code CORRUPT or STORE_UNAVAILABLE
  Opened open() {
    Opened known;
    boolean isNew;
    synchronized (this) {
      known = lastOpened.get();
      isNew = opened.isEmpty();
      if (known == null) {
        known = read();
        lastOpened = new WeakReference<>(known);
      }
      opened = Optional.of(known);
    }
    if (isNew) {
      openFiles.opened(this, known.sizeBytes());
    } else {
      openFiles.used(this);
    }
    return known;
  }

  /// Forgets the open file, as far as nobody is reading it; a later reader opens it again.
  synchronized void letGo() {
    opened = Optional.empty();
  }

  private Opened read() {
    int[] ordinals = new int[file.seriesCount()];
    DataFile data = files.open(name, bytes, (index, key) -> ordinals[index] = registry.ordinal(key));
    return new Opened(data, FileSeries.of(ordinals));
  }

  /// What has been found wrong with the file so far.
  Optional<String> knownDamage() {
    return damage;
  }

  /// Opens the file, and says what is wrong with it if it is damaged or missing, or has been found so before.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE
  Optional<String> damage() {
    Optional<String> known = knownDamage();
    if (known.isPresent()) {
      return known;
    }
    try {
      open();
      return Optional.empty();
    } catch (MillraceException e) {
      noteDamage(e);
      return Optional.of(e.getMessage());
    }
  }

  /// Runs a step of reading; when it finds damage, the file is left out by later readers.
  <T> T guarded(Supplier<T> step) {
    try {
      return step.get();
    } catch (MillraceException e) {
      noteDamage(e);
      throw e;
    }
  }

  private void noteDamage(MillraceException e) {
    if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.NOT_FOUND) {
      throw e;
    }
    synchronized (this) {
      if (damage.isPresent()) {
        return;
      }
      damage = Optional.of(e.getMessage());
    }
    keeper.foundDamaged(this, e);
  }

  synchronized void acquire() {
    holders++;
  }

  void release() {
    boolean remove;
    synchronized (this) {
      remove = --holders == 0 && isObsolete;
    }
    if (remove) {
      keeper.remove(this);
    }
  }

  /// Says that no manifest lists the file any more.
  void retire() {
    boolean remove;
    synchronized (this) {
      remove = holders == 0 && !isObsolete;
      isObsolete = true;
    }
    if (remove) {
      keeper.remove(this);
    }
  }
}
