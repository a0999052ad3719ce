package millrace.datafile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A data file being written: in memory while it is small, then in a scratch file, where there is one to be had.
///
/// Threads: one.
final class FileOutput implements AutoCloseable {
  /// What is held before it goes to the scratch file.
  static final int SPILL_BYTES = 4 << 20;

  private final Supplier<Optional<FileChannel>> opener;
  private final ByteSink held = new ByteSink(1 << 16);
  private final CRC32 crc = new CRC32();
  private Optional<FileChannel> scratch = Optional.empty();
  private boolean isOpened;
  private long spilledBytes;

  /// @param opener asked once, when the file is no longer small; empty to stay in memory
  FileOutput(Supplier<Optional<FileChannel>> opener) {
    this.opener = opener;
  }

  long size() {
    return spilledBytes + held.size();
  }

  /// CRC-32 of everything so far.
  int crc() {
    return (int) crc.getValue();
  }

  /// @throws MillraceException with code STORE_UNAVAILABLE when the scratch file cannot be written
  void putBytes(byte[] source, int from, int count) {
    crc.update(source, from, count);
    held.putBytes(source, from, count);
    if (held.size() >= SPILL_BYTES) {
      spill();
    }
  }

  void putBytes(byte[] source) {
    putBytes(source, 0, source.length);
  }

  /// All that was written; good until this is closed.
  DataFileContent content() {
    if (scratch.isEmpty()) {
      return new DataFileContent.InMemory(held.toBytes());
    }
    spill();
    return new DataFileContent.OnDisk(scratch.get(), spilledBytes);
  }

  /// Lets go of the scratch file.
  @Override
  public void close() {
    if (scratch.isPresent()) {
      try {
        scratch.get().close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  private void spill() {
    if (!isOpened) {
      isOpened = true;
      scratch = opener.get();
    }
    if (scratch.isEmpty()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(held.array(), 0, held.size());
    try {
      while (bytes.hasRemaining()) {
        spilledBytes += scratch.get().write(bytes, spilledBytes);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
    held.clear();
  }

  private static MillraceException unwritable(IOException cause) {
    return new MillraceException(
        ErrorCode.STORE_UNAVAILABLE, "writing the scratch file of a data file: " + cause, cause);
  }
}
