package millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/// A growing file.
final class FileAppender implements Appender {
  private final String name;
  private final FileChannel channel;

  FileAppender(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  @Override
  public void append(List<ByteBuffer> pieces) {
    ByteBuffer[] buffers = pieces.toArray(ByteBuffer[]::new);
    try {
      for (int first = 0; first < buffers.length; ) {
        channel.write(buffers, first, buffers.length - first);
        while (first < buffers.length && !buffers[first].hasRemaining()) {
          first++;
        }
      }
    } catch (IOException e) {
      throw StoreFaults.unavailable("appending to", name, e);
    }
  }

  @Override
  public void sync() {
    try {
      // The length is data to a file system; the times of the file need not be exact.
      channel.force(false);
    } catch (IOException e) {
      throw StoreFaults.unavailable("syncing", name, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StoreFaults.unavailable("closing", name, e);
    }
  }
}
