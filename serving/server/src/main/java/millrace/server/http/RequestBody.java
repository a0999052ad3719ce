package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/// Reads whole request bodies within the configured limit.
final class RequestBody {
  /// Room at first, whatever the client announces: who sends a header only gets no megabytes for it.
  private static final int FIRST_BYTES = 1 << 16;
  private static final int UNKNOWN_FIRST_BYTES = 8192;

  /// Most bytes of a refused body that are read and forgotten. They take no memory.
  private static final int READ_AWAY_BYTES = 64 << 20;

  /// Bytes behind a body for whoever reads it in words.
  private static final int ROOM = 64;

  private final int maxBytes;

  RequestBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

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
    byte[] plain = gunzip(Arrays.copyOf(raw.bytes(), raw.length()));
    return new HttpRequest.BodyBytes(plain, plain.length);
  }

  private HttpRequest.BodyBytes readAll(InputStream source, long declared) throws IOException {
    byte[] bytes = new byte[(declared >= 0 ? (int) Math.min(declared, FIRST_BYTES) : UNKNOWN_FIRST_BYTES) + ROOM];
    int size = 0;
    while (true) {
      int read = source.read(bytes, size, bytes.length - size);
      if (read < 0) {
        return new HttpRequest.BodyBytes(bytes.length - size >= ROOM ? bytes : Arrays.copyOf(bytes, size + ROOM), size);
      }
      size += read;
      if (size > maxBytes) {
        readAway(source);
        throw tooLarge();
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(size, declared) + ROOM);
      }
    }
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

  private byte[] gunzip(byte[] raw) {
    try {
      return Gunzip.decode(raw, maxBytes);
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
