package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {
  @TempDir Path folder;

  @Test
  void isTheSameInMemoryAndOnDisk() throws IOException {
    byte[] bytes = new byte[3 * FileOutput.SPILL_BYTES + 12_345];
    new Random(1).nextBytes(bytes);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    try (FileOutput memory = new FileOutput(Optional::empty); FileOutput disk = new FileOutput(this::scratch)) {
      for (int at = 0; at < bytes.length; at += 70_001) {
        int count = Math.min(70_001, bytes.length - at);
        memory.putBytes(bytes, at, count);
        disk.putBytes(bytes, at, count);
        assertThat(disk.size()).isEqualTo(at + count).isEqualTo(memory.size());
      }
      assertThat(disk.crc()).isEqualTo(memory.crc()).isEqualTo((int) crc.getValue());
      assertThat(memory.content()).isInstanceOf(DataFileContent.InMemory.class);
      assertThat(disk.content()).isInstanceOf(DataFileContent.OnDisk.class);
      for (DataFileContent content : new DataFileContent[] {memory.content(), disk.content()}) {
        assertThat(content.sizeBytes()).isEqualTo(bytes.length);
        assertThat(content.range(0, bytes.length)).isEqualTo(bytes);
        assertThat(content.range(bytes.length - 3, 3)).containsExactly(
            bytes[bytes.length - 3], bytes[bytes.length - 2], bytes[bytes.length - 1]);
      }
    }
  }

  @Test
  void opensNoFileForWhatIsSmall() {
    try (FileOutput output = new FileOutput(() -> {
      throw new AssertionError("asked for a scratch file");
    })) {
      output.putBytes(new byte[FileOutput.SPILL_BYTES - 1]);
      assertThat(output.content().sizeBytes()).isEqualTo(FileOutput.SPILL_BYTES - 1);
    }
  }

  @Test
  void saysThatTheScratchFileCannotBeWritten() throws IOException {
    FileChannel closed = scratch().orElseThrow();
    closed.close();
    try (FileOutput output = new FileOutput(() -> Optional.of(closed))) {
      assertThatThrownBy(() -> output.putBytes(new byte[FileOutput.SPILL_BYTES]))
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
          .hasMessageContaining("scratch file");
    }
  }

  private Optional<FileChannel> scratch() {
    try {
      return Optional.of(FileChannel.open(
          folder.resolve("scratch"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
