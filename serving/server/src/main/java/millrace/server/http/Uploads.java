package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The bodies that are being read. Who looks at them now and then ends those that come too slowly: the thread that waits
/// for one is interrupted, and its request answered with 408.
///
/// Threads: any.
final class Uploads {
  private static final String LATE = "the request body comes too slowly";

  private final Patience patience;
  private final LongSupplier nanoTime;
  private final Set<Upload> underWay = ConcurrentHashMap.newKeySet();

  Uploads(Patience patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /// Begins to read a body on this thread, which is to close what it gets.
  Upload begin(InputStream source) {
    Upload upload = new Upload(source);
    underWay.add(upload);
    return upload;
  }

  /// Ends those that are late.
  void look() {
    long now = nanoTime.getAsLong();
    underWay.forEach(upload -> upload.look(now));
  }

  /// A body as it comes. Past its end by lateness it is empty.
  final class Upload extends InputStream {
    private final InputStream source;
    private final Thread reader = Thread.currentThread();
    private final long startNanos = nanoTime.getAsLong();
    private volatile long lastNanos = startNanos;
    private volatile long bytes;
    // These are guarded by this.
    private boolean isLate;
    private boolean isOver;
    private boolean isDoubted;

    private Upload(InputStream source) {
      this.source = source;
    }

    /// It is late when it is so twice: where this process stood still, what came meanwhile is read first.
    private synchronized void look(long now) {
      if (isOver || isLate || !patience.isBodyLate(bytes, now - startNanos, now - lastNanos)) {
        isDoubted = false;
      } else if (isDoubted) {
        isLate = true;
        reader.interrupt();
      } else {
        isDoubted = true;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws HttpFault 408 when it came too slowly
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (isLate()) {
        return -1;
      }
      int count;
      try {
        count = source.read(target, offset, length);
      } catch (IOException broken) {
        if (isLate()) {
          throw HttpFault.of(408, LATE);
        }
        throw broken;
      }
      if (count > 0) {
        bytes += count;
        lastNanos = nanoTime.getAsLong();
      }
      return count;
    }

    private synchronized boolean isLate() {
      return isLate;
    }

    /// Ends the watch; an interruption that came too late is taken back.
    @Override
    public synchronized void close() {
      underWay.remove(this);
      isOver = true;
      if (isLate) {
        Thread.interrupted();
      }
    }
  }
}
