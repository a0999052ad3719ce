package millrace.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The body of one HTTP reply as it comes: it ends where the reply says so, and a connection that ends earlier is an
/// error. Reads no byte beyond the body.
final class ReplyBody extends InputStream {
  private final InputStream in;
  private final boolean isChunked;
  /// Bytes of the body, or of the chunk, that are still to come; -1 for up to the end of the connection.
  private long left;
  private boolean isFirstChunk = true;
  private boolean ended;

  private ReplyBody(InputStream in, boolean isChunked, long left) {
    this.in = in;
    this.isChunked = isChunked;
    this.left = left;
  }

  static ReplyBody ofLength(InputStream in, long length) {
    return new ReplyBody(in, false, length);
  }

  static ReplyBody upToTheEnd(InputStream in) {
    return new ReplyBody(in, false, -1);
  }

  static ReplyBody ofChunks(InputStream in) {
    return new ReplyBody(in, true, 0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (isChunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended || left == 0) {
      return -1;
    }
    int wanted = left < 0 ? length : (int) Math.min(length, left);
    int count = in.read(bytes, offset, wanted);
    if (count < 0 && left > 0) {
      throw new EOFException("the reply ended " + left + " bytes early");
    }
    left -= left > 0 ? count : 0;
    return count;
  }

  private void nextChunk() throws IOException {
    if (!isFirstChunk && !PlainHttp.line(in).isEmpty()) {
      throw new IOException("a chunk of the reply is longer than it said");
    }
    isFirstChunk = false;
    String line = PlainHttp.line(in);
    int semicolon = line.indexOf(';');
    left = PlainHttp.number((semicolon < 0 ? line : line.substring(0, semicolon)).trim(), 16, line);
    if (left == 0) {
      while (!PlainHttp.line(in).isEmpty()) {
        // Trailers say nothing that a command needs.
      }
      ended = true;
    }
  }
}
