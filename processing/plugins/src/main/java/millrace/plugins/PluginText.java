package millrace.plugins;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Reads and writes text files of the plugin directory, in UTF-8, never through a symbolic link.
final class PluginText {
  private PluginText() {}

  /// @throws IOException also for a file that is not UTF-8
  static String read(Path path) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readAllBytes();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("stream did not contain valid UTF-8", e);
    }
  }

  /// Writes beside the target and renames, so that a reader sees the old text or the new one. Makes missing parents.
  static void write(Path path, String content) throws IOException {
    Files.createDirectories(path.getParent());
    // Not createTempFile, whose files only the owner can read.
    Path temporary = path.resolveSibling(".upload-" + UUID.randomUUID());
    try {
      Files.writeString(temporary, content, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
