package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import millrace.base.MillraceException;

/// Reads whole request bodies within the configured limit.
final class RequestBody {
  /// Room at first, whatever the client announces: who sends a header only gets no megabytes for it.
  private static final int FIRST_BYTES = 1 << 16;
  private static final int UNKNOWN_FIRST_BYTES = 8192;

  /// Most bytes of a refused body that are read and forgotten. They take no memory.
  private static final int READ_AWAY_BYTES = 64 << 20;

  /// Bytes behind a body for whoever reads it in words.
  static final int ROOM = 64;

  private final int maxBytes;
  private final BodyPool pool;

  RequestBody(int maxBytes) {
    this(maxBytes, BodyPool.ofHeap(maxBytes));
  }

  RequestBody(int maxBytes, BodyPool pool) {
    this.maxBytes = maxBytes;
    this.pool = pool;
  }

  /// Reads a body, to be [released][#release] when it is no longer used.
  ///
  /// @param declared what `Content-Length` says, or -1
  /// @param encoding the `Content-Encoding`, or ""
  /// @param awaited whether the client waits for leave to send the body
  HttpRequest.BodyBytes read(InputStream source, long declared, String encoding, boolean awaited) throws IOException {
    boolean gzip = encoding.equals("gzip");
    if (!gzip && !encoding.isEmpty() && !encoding.equals("identity")) {
      throw HttpFault.of(400, "unacceptable content-encoding: " + encoding);
    }
    if (declared > maxBytes) {
      if (!awaited) {
        readAway(source);
      }
      throw tooLarge();
    }
    HttpRequest.BodyBytes raw = readAll(source, declared);
    if (!gzip) {
      return raw;
    }
    try {
      return gunzip(raw);
    } finally {
      release(raw);
    }
  }

  /// Lets go of a body; its bytes are another's then.
  void release(HttpRequest.BodyBytes body) {
    pool.giveBack(body.bytes());
  }

  private HttpRequest.BodyBytes readAll(InputStream source, long declared) throws IOException {
    int first = declared >= 0 ? (int) Math.min(declared, FIRST_BYTES) : UNKNOWN_FIRST_BYTES;
    byte[] bytes = pool.take(first + ROOM, (int) Math.max(declared, first) + ROOM);
    int size = 0;
    try {
      while (true) {
        int read = source.read(bytes, size, bytes.length - size);
        if (read < 0) {
          bytes = bytes.length - size >= ROOM ? bytes : grown(bytes, size, size + ROOM, size + ROOM);
          return new HttpRequest.BodyBytes(bytes, size);
        }
        size += read;
        if (size > maxBytes) {
          throw tooLarge();
        }
        if (size == bytes.length) {
          bytes = grown(bytes, size, larger(size, declared) + ROOM, (int) Math.max(declared, size) + ROOM);
        }
      }
    } catch (HttpFault | MillraceException refused) {
      pool.giveBack(bytes);
      readAway(source);
      throw refused;
    } catch (IOException | RuntimeException | Error broken) {
      pool.giveBack(bytes);
      throw broken;
    }
  }

  private byte[] grown(byte[] bytes, int size, int least, int best) {
    byte[] larger = pool.take(least, best);
    System.arraycopy(bytes, 0, larger, 0, size);
    pool.giveBack(bytes);
    return larger;
  }

  /// Reads a part of what is refused: a connection closed on bytes that are still coming is reset, and the client would
  /// lose the answer that says why. Who sends more than this loses it all the same.
  private static void readAway(InputStream source) throws IOException {
    byte[] discarded = new byte[1 << 16];
    int left = READ_AWAY_BYTES;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = source.read(discarded, 0, Math.min(discarded.length, left));
    }
  }

  /// Four times as much, but not past what is announced or allowed.
  private int larger(int size, long declared) {
    long wanted = Math.max(UNKNOWN_FIRST_BYTES, 4L * size);
    return (int) Math.min(declared > size ? Math.min(wanted, declared) : wanted, Math.max(maxBytes, size));
  }

  private HttpRequest.BodyBytes gunzip(HttpRequest.BodyBytes raw) {
    try {
      return Gunzip.decode(raw, maxBytes, pool);
    } catch (Gunzip.TooLarge large) {
      throw tooLarge();
    } catch (DataFormatException broken) {
      throw HttpFault.of(400, "error decoding gzip stream: " + broken.getMessage());
    }
  }

  private HttpFault tooLarge() {
    return HttpFault.of(413, "max request size (" + maxBytes + " bytes) exceeded");
  }
}
