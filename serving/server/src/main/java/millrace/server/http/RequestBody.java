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

  private final int maxBytes;

  RequestBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// @param declared what `Content-Length` says, or -1
  /// @param encoding the `Content-Encoding`, or ""
  byte[] read(InputStream source, long declared, String encoding) throws IOException {
    boolean gzip = encoding.equals("gzip");
    if (!gzip && !encoding.isEmpty() && !encoding.equals("identity")) {
      throw HttpFault.of(400, "unacceptable content-encoding: " + encoding);
    }
    if (declared > maxBytes) {
      throw tooLarge();
    }
    byte[] raw = readAll(source, declared);
    return gzip ? gunzip(raw) : raw;
  }

  private byte[] readAll(InputStream source, long declared) throws IOException {
    byte[] bytes = new byte[declared >= 0 ? (int) Math.min(declared, FIRST_BYTES) : UNKNOWN_FIRST_BYTES];
    int size = 0;
    while (true) {
      if (size == bytes.length) {
        int next = source.read();
        if (next < 0) {
          return bytes;
        }
        if (size >= maxBytes) {
          throw tooLarge();
        }
        bytes = Arrays.copyOf(bytes, larger(size, declared));
        bytes[size++] = (byte) next;
      } else {
        int read = source.read(bytes, size, bytes.length - size);
        if (read < 0) {
          return Arrays.copyOf(bytes, size);
        }
        size += read;
      }
    }
  }

  /// Four times as much, but not past what is announced or allowed.
  private int larger(int size, long declared) {
    long wanted = Math.max(UNKNOWN_FIRST_BYTES, 4L * size);
    return (int) Math.min(declared > size ? Math.min(wanted, declared) : wanted, maxBytes);
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
