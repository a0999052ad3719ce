package millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/// Where files are written before they get their names. What a crash left behind is removed at the next opening once it
/// is an hour old; younger ones may belong to another process that shares the folder.
final class TemporaryFiles {
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;

  TemporaryFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    removeAbandoned();
  }

  /// A synced file with this content.
  One write(byte[] content) throws IOException {
    One file = new One(Files.createTempFile(folder, "", ""));
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// A synced file with the content of another.
  One write(FileChannel content) throws IOException {
    One file = new One(Files.createTempFile(folder, "", ""));
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      long size = content.size();
      for (long at = 0; at < size; ) {
        at += content.transferTo(at, size - at, channel);
      }
      channel.force(true);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// See [Scratch].
  FileChannel scratch() {
    return Scratch.open(folder);
  }

  /// Tells the age of files by the file system's own clock, read off a fresh file.
  private void removeAbandoned() throws IOException {
    try (One fresh = new One(Files.createTempFile(folder, "", ""));
        DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      FileTime oldest = minus(Files.getLastModifiedTime(fresh.path()), ABANDONED);
      for (Path file : files) {
        if (Files.exists(file) && Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static FileTime minus(FileTime time, Duration age) {
    return FileTime.from(time.toInstant().minus(age));
  }

  /// One temporary file; closing removes the temporary name, if it is still there.
  record One(Path path) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }
}
