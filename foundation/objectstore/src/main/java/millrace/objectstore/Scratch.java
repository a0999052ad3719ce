package millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files that lose their name as soon as they are open, so that no crash leaves one behind.
final class Scratch {
  private Scratch() {}

  static FileChannel open(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "millrace", "");
      return FileChannel.open(
          file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw StoreFaults.unavailable("opening a scratch file in", folder.toString(), e);
    }
  }

  /// All of a file.
  static byte[] bytes(String name, FileChannel content) {
    try {
      byte[] bytes = new byte[Math.toIntExact(content.size())];
      read(content, 0, bytes, bytes.length);
      return bytes;
    } catch (IOException e) {
      throw StoreFaults.unavailable("reading what is to become", name, e);
    }
  }

  /// Reads `count` bytes from `offset` on into the beginning of `into`.
  static void read(FileChannel content, long offset, byte[] into, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(into, 0, count);
    while (bytes.hasRemaining()) {
      if (content.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("the file ends at byte " + (offset + bytes.position()));
      }
    }
  }
}
