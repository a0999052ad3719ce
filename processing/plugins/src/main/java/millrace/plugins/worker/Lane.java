package millrace.plugins.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/// One connection to a worker: a strictly synchronous conversation in frames.
///
/// Threads: one at a time, except that any may close it, which fails whoever waits on it.
final class Lane implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final SocketChannel socket;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private volatile int number;

  Lane(SocketChannel socket) {
    this.socket = socket;
  }

  int number() {
    return number;
  }

  void numbered(int number) {
    this.number = number;
  }

  /// Sends one frame.
  void send(int type, byte[] payload) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Frames.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(payload.length).put((byte) type).flip();
    ByteBuffer[] frame = {header, ByteBuffer.wrap(payload)};
    while (frame[0].hasRemaining() || frame[1].hasRemaining()) {
      socket.write(frame);
    }
  }

  /// Waits for the next message.
  ///
  /// @throws EOFException when the worker closed the lane
  /// @throws ProtocolException when what came is no message
  WorkerMessage receive() throws IOException {
    while (in.remaining() < Frames.HEADER_BYTES) {
      fill();
    }
    int length = in.getInt();
    int type = in.get() & 0xff;
    if (length < 0 || length > Frames.PAYLOAD_LIMIT_BYTES) {
      throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    return WorkerMessage.decode(type, payload(length));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing can be done about a socket that does not close; the process is being ended anyway.
    }
  }

  private byte[] payload(int length) throws IOException {
    byte[] payload = new byte[length];
    int buffered = Math.min(length, in.remaining());
    in.get(payload, 0, buffered);
    ByteBuffer rest = ByteBuffer.wrap(payload, buffered, length - buffered);
    while (rest.hasRemaining()) {
      if (socket.read(rest) < 0) {
        throw new EOFException("the worker closed its lane within a frame");
      }
    }
    return payload;
  }

  private void fill() throws IOException {
    in.compact();
    try {
      if (socket.read(in) < 0) {
        throw new EOFException("the worker closed its lane");
      }
    } finally {
      in.flip();
    }
  }
}
