package millrace.objectstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Locks as locked files of a folder. The files stay, empty: removing one that somebody waits for would let two hold it.
final class FolderLocks implements ProcessLocks {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLocks.class);

  private final Path folder;

  FolderLocks(Path folder) {
    this.folder = folder;
  }

  /// A file system that knows no locks says so in the log and refuses nobody.
  @Override
  public Optional<Held> tryLock(String name) {
    Path file = folder.resolve(ObjectNames.check(name));
    try {
      Files.createDirectories(folder);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return lock(channel, file);
    } catch (IOException e) {
      throw StoreFaults.unavailable("locking", file.toString(), e);
    }
  }

  private static Optional<Held> lock(FileChannel channel, Path file) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(() -> close(channel, file));
      }
    } catch (OverlappingFileLockException e) {
      // Another part of this process has it.
    } catch (IOException e) {
      LOG.warn("{} cannot be locked, so a second process on this folder would not be noticed at its start: {}", file, e);
      return Optional.of(() -> close(channel, file));
    }
    channel.close();
    return Optional.empty();
  }

  private static void close(FileChannel channel, Path file) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("lock {} could not be given back before the process ends: {}", file, e.getMessage());
    }
  }
}
