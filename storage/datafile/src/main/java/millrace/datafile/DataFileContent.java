package millrace.datafile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The bytes of a data file that has been written.
public sealed interface DataFileContent {
  long sizeBytes();

  /// `length` bytes from `offset` on.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE when they cannot be read
  byte[] range(long offset, int length);

  /// A small one.
  record InMemory(byte[] bytes) implements DataFileContent {
    @Override
    public long sizeBytes() {
      return bytes.length;
    }

    @Override
    public byte[] range(long offset, int length) {
      return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }
  }

  /// One in a scratch file, which its writer removes when it is closed.
  record OnDisk(FileChannel file, long sizeBytes) implements DataFileContent {
    @Override
    public byte[] range(long offset, int length) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      try {
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
      } catch (IOException e) {
        throw unreadable(e.toString(), e);
      }
      if (bytes.hasRemaining()) {
        throw unreadable("it ends at byte " + (offset + bytes.position()), null);
      }
      return bytes.array();
    }

    private static MillraceException unreadable(String why, IOException cause) {
      return new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "reading the scratch file of a data file: " + why, cause);
    }
  }
}
