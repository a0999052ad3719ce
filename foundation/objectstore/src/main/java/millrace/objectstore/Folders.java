package millrace.objectstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Folders that survive a power cut: a new name is on disk only when the folder that lists it is synced.
final class Folders {
  /// Windows neither needs nor allows syncing a folder.
  private static final boolean CAN_SYNC = Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

  private Folders() {}

  /// Makes `folder` and what is missing between it and `root`.
  static void make(Path root, Path folder) throws IOException {
    if (folder.equals(root) || Files.isDirectory(folder)) {
      return;
    }
    make(root, folder.getParent());
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    sync(folder.getParent());
  }

  static void sync(Path folder) throws IOException {
    if (CAN_SYNC) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
