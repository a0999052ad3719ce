package millrace.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection that can be asked, while a request of it is at work, whether the client has ended it. To find out, bytes
/// have to be read that may be the next request; they are kept for whoever reads next.
///
/// Threads: any.
final class PeekingEndPoint extends SocketChannelEndPoint {
  /// Whoever sends more than this ahead of its answer is there.
  private static final int MOST_AHEAD_BYTES = 1 << 16;

  private static final int STEP_BYTES = 1 << 12;

  private final Executor executor;
  private final ReentrantLock reading = new ReentrantLock();
  // Read ahead and not asked for yet; guarded by the lock.
  private ByteBuffer ahead = BufferUtil.EMPTY_BUFFER;
  private volatile boolean isServing;
  /// When the first byte of a request came that is not served yet.
  private volatile OptionalLong headNanos = OptionalLong.empty();

  PeekingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler, Executor executor) {
    super(channel, selector, key, scheduler);
    this.executor = executor;
  }

  /// A request of this connection has been read as far as its body, and is answered from now on.
  void serving() {
    isServing = true;
    headNanos = OptionalLong.empty();
  }

  /// The request has been answered; what comes next is another one.
  void served() {
    isServing = false;
  }

  /// For how long the headers of a request over HTTP/1, or what comes before them, have been coming in; 0 when none are.
  long headAgeNanos(long nowNanos) {
    OptionalLong began = headNanos;
    return began.isEmpty() || speaksHttp2() ? 0 : nowNanos - began.getAsLong();
  }

  private boolean speaksHttp2() {
    Connection outer = getConnection();
    return (outer instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : outer) instanceof HTTP2Connection;
  }

  /// The connection that a request came by.
  static Optional<PeekingEndPoint> of(Request request) {
    EndPoint given = request.getConnectionMetaData().getConnection().getEndPoint();
    EndPoint plain = given instanceof SslConnection.SslEndPoint tls ? tls.getSslConnection().getEndPoint() : given;
    return plain instanceof PeekingEndPoint connection ? Optional.of(connection) : Optional.empty();
  }

  /// Whether the client will send no more. It may only be asked while nobody waits for bytes of this connection, since
  /// those read here wake nobody.
  boolean isEnded() {
    reading.lock();
    try {
      int read = 1;
      while (read > 0 && ahead.remaining() < MOST_AHEAD_BYTES) {
        ByteBuffer more = ByteBuffer.allocate(STEP_BYTES);
        read = getChannel().read(more);
        append(more.flip());
      }
      return read < 0;
    } catch (IOException broken) {
      return true;
    } finally {
      reading.unlock();
    }
  }

  private void append(ByteBuffer more) {
    if (more.hasRemaining()) {
      ahead = ByteBuffer.allocate(ahead.remaining() + more.remaining()).put(ahead).put(more).flip();
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    reading.lock();
    try {
      int count = ahead.hasRemaining() ? fillFromAhead(buffer) : super.fill(buffer);
      if (count > 0 && !isServing && headNanos.isEmpty()) {
        headNanos = OptionalLong.of(System.nanoTime());
      }
      return count;
    } finally {
      reading.unlock();
    }
  }

  private int fillFromAhead(ByteBuffer buffer) {
    int position = BufferUtil.flipToFill(buffer);
    int taken = BufferUtil.put(ahead, buffer);
    BufferUtil.flipToFlush(buffer, position);
    return taken;
  }

  @Override
  protected void needsFillInterest() {
    if (hasAhead()) {
      executor.execute(getFillInterest()::fillable);
    } else {
      super.needsFillInterest();
    }
  }

  private boolean hasAhead() {
    reading.lock();
    try {
      return ahead.hasRemaining();
    } finally {
      reading.unlock();
    }
  }
}
