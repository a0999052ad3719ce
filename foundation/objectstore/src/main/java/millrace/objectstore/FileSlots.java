package millrace.objectstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Slots in one file, one after the other. Nothing in it outlives the process.
final class FileSlots implements Slots {
  private static final Logger LOG = LoggerFactory.getLogger(FileSlots.class);

  private final Path file;
  private final int slotBytes;
  private volatile FileChannel channel;
  private boolean isClosed;

  /// Empties the file, or makes it.
  FileSlots(Path file, int slotBytes) {
    this.file = file;
    this.slotBytes = slotBytes;
    try {
      Files.createDirectories(file.getParent());
      this.channel = FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw StoreFaults.unavailable("opening the cache file", file.toString(), e);
    }
  }

  @Override
  public void write(int slot, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long start = (long) slot * slotBytes;
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, start + buffer.position());
      }
    } catch (ClosedChannelException e) {
      reopen();
      throw e;
    }
  }

  @Override
  public void read(int slot, int offset, byte[] into, int at, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, at, count);
    long start = (long) slot * slotBytes + offset;
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, start + buffer.position() - at) < 0) {
          throw new EOFException("the cache file ends before slot " + slot);
        }
      }
    } catch (ClosedChannelException e) {
      reopen();
      throw e;
    }
  }

  /// A thread that is interrupted while it reads closes the channel for all.
  private synchronized void reopen() throws IOException {
    if (!isClosed && !channel.isOpen()) {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the cache file {} stays until the next start: {}", file, e.getMessage());
    }
  }
}
