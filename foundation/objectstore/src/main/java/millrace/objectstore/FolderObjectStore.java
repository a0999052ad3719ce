package millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Objects as files below a folder, named as they are.
///
/// A file appears under its name only when it is whole and on disk: it is written in the folder `.millrace-temporary`,
/// synced, then moved (`put`) or linked (`putIfAbsent`, which the file system refuses when the name is taken), and the
/// folder that holds the name is synced last. The file system must know hard links.
///
/// One name cannot be both an object and the folder of others.
public final class FolderObjectStore implements ObjectStore {
  private final Path root;
  private final TemporaryFiles temporary;
  private final FolderLocks locks;

  /// Opens a folder, made if there is none.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when it cannot be written
  public FolderObjectStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.locks = new FolderLocks(this.root.resolve(ObjectNames.RESERVED_PREFIX + "locks"));
    try {
      Files.createDirectories(this.root);
      this.temporary = new TemporaryFiles(this.root.resolve(ObjectNames.RESERVED_PREFIX + "temporary"));
    } catch (IOException e) {
      throw StoreFaults.unavailable("opening the folder of", this.root.toString(), e);
    }
  }

  @Override
  public Optional<byte[]> get(String name) {
    Path file = file(name);
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      if (isAbsent(file, e)) {
        return Optional.empty();
      }
      throw StoreFaults.unavailable("reading", name, e);
    }
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    StoreFaults.checkRange(name, offset, length);
    Path file = file(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (offset > size - length) {
        throw StoreFaults.tooShort(name, size, offset, length);
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {}
      if (bytes.hasRemaining()) {
        throw StoreFaults.tooShort(name, offset + bytes.position(), offset, length);
      }
      return bytes.array();
    } catch (IOException e) {
      throw isAbsent(file, e) ? StoreFaults.missing(name) : StoreFaults.unavailable("reading", name, e);
    }
  }

  @Override
  public void put(String name, byte[] content) {
    Path target = file(name);
    try (TemporaryFiles.One written = temporary.write(content)) {
      Folders.make(root, target.getParent());
      Files.move(written.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Folders.sync(target.getParent());
    } catch (IOException e) {
      throw StoreFaults.unavailable("writing", name, e);
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    return putNew(name, () -> temporary.write(content));
  }

  @Override
  public boolean putIfAbsent(String name, FileChannel content) {
    return putNew(name, () -> temporary.write(content));
  }

  private boolean putNew(String name, Written content) {
    Path target = file(name);
    if (Files.exists(target)) {
      return false;
    }
    try (TemporaryFiles.One written = content.write()) {
      return link(written, target);
    } catch (IOException e) {
      throw StoreFaults.unavailable("writing", name, e);
    }
  }

  /// Writes a content beside the objects.
  @FunctionalInterface
  private interface Written {
    TemporaryFiles.One write() throws IOException;
  }

  @Override
  public Optional<FileChannel> scratch() {
    return Optional.of(temporary.scratch());
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    ObjectNames.checkPrefix(prefix);
    List<StoredObject> found = new ArrayList<>();
    int folderEnd = prefix.lastIndexOf('/');
    String folder = prefix.substring(0, folderEnd + 1);
    try {
      collect(folder, prefix, startAfter, found);
    } catch (IOException e) {
      throw StoreFaults.unavailable("listing", prefix, e);
    }
    found.sort(Comparator.comparing(StoredObject::name));
    return found;
  }

  @Override
  public void delete(String name) {
    Path file = file(name);
    try {
      if (!Files.isDirectory(file)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      if (!isAbsent(file, e)) {
        throw StoreFaults.unavailable("deleting", name, e);
      }
    }
  }

  @Override
  public Optional<Path> localPath(String name) {
    return Optional.of(file(name)).filter(Files::isRegularFile);
  }

  @Override
  public Optional<AppendableStore> appendable() {
    return Optional.of(this::create);
  }

  @Override
  public Optional<ProcessLocks> locks() {
    return Optional.of(locks);
  }

  @Override
  public void close() {}

  /// Starts a growing file, which appears with its head as any other object does.
  private Optional<Appender> create(String name, byte[] head) {
    Path target = file(name);
    try (TemporaryFiles.One written = temporary.write(head)) {
      if (!link(written, target)) {
        return Optional.empty();
      }
      return Optional.of(new FileAppender(name, FileChannel.open(target, StandardOpenOption.APPEND)));
    } catch (IOException e) {
      throw StoreFaults.unavailable("creating", name, e);
    }
  }

  private boolean link(TemporaryFiles.One written, Path target) throws IOException {
    Folders.make(root, target.getParent());
    try {
      Files.createLink(target, written.path());
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    Folders.sync(target.getParent());
    return true;
  }

  private void collect(String folder, String prefix, String startAfter, List<StoredObject> found)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
      for (Path entry : entries) {
        String name = folder + entry.getFileName();
        if (entry.getFileName().toString().startsWith(ObjectNames.RESERVED_PREFIX)) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          String inner = name + "/";
          if (inner.startsWith(prefix) || prefix.startsWith(inner)) {
            collect(inner, prefix, startAfter, found);
          }
        } else if (name.startsWith(prefix) && name.compareTo(startAfter) > 0) {
          size(entry).ifPresent(size -> found.add(new StoredObject(name, size)));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing of this name, or gone since its parent was read.
    }
  }

  /// Whether a read failed because there is no such object: nothing there, a folder there, or an object where the name
  /// wants a folder.
  private boolean isAbsent(Path file, IOException fault) {
    if (fault instanceof NoSuchFileException || Files.isDirectory(file)) {
      return true;
    }
    for (Path folder = file.getParent(); !folder.equals(root); folder = folder.getParent()) {
      if (Files.isRegularFile(folder)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Long> size(Path file) throws IOException {
    try {
      return Optional.of(Files.size(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path file(String name) {
    return root.resolve(ObjectNames.check(name));
  }
}
