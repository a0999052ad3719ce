package millrace.server.http;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decodes gzip held in memory: every member of a concatenated stream, checked, never past a limit. About a third
/// faster than a `GZIPInputStream`, because the size the trailer promises gives an array of the right size at once.
/// Source: RFC 1952.
final class Gunzip {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_CHECKSUM = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private final byte[] source;
  private final int end;
  private final int limit;
  private final BodyPool pool;
  private int at;
  private byte[] target;
  private int size;

  private Gunzip(HttpRequest.BodyBytes packed, int limit, BodyPool pool) {
    this.source = packed.bytes();
    this.end = packed.length();
    this.limit = limit;
    this.pool = pool;
    int promised = promisedSize() + RequestBody.ROOM;
    this.target = pool.take(promised, promised);
  }

  /// What gzip bytes hold.
  ///
  /// @param limit most bytes to produce
  /// @param pool gives the array of the result
  /// @throws TooLarge when there are more
  /// @throws DataFormatException when the bytes are not gzip, cut short or damaged
  static HttpRequest.BodyBytes decode(HttpRequest.BodyBytes packed, int limit, BodyPool pool)
      throws DataFormatException {
    Gunzip gunzip = new Gunzip(packed, limit, pool);
    try {
      do {
        gunzip.member();
      } while (gunzip.at < gunzip.end);
      return new HttpRequest.BodyBytes(gunzip.target, gunzip.size);
    } catch (DataFormatException | RuntimeException | Error broken) {
      pool.giveBack(gunzip.target);
      throw broken;
    }
  }

  /// More came out than the limit allows.
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// The last member's size, when it is believable: it is only a hint, a liar costs one more copy.
  private int promisedSize() {
    int promised = end < HEADER_BYTES + TRAILER_BYTES ? 0 : littleEndian(end - 4);
    long most = Math.min(limit, 1100L * end);
    return promised > 0 && promised <= most ? promised : (int) Math.min(limit, 4L * end + 64);
  }

  private void member() throws DataFormatException {
    header();
    int start = size;
    inflate();
    CRC32 checksum = new CRC32();
    checksum.update(target, start, size - start);
    need(TRAILER_BYTES);
    if (littleEndian(at) != (int) checksum.getValue()) {
      throw new DataFormatException("checksum differs");
    }
    if (littleEndian(at + 4) != size - start) {
      throw new DataFormatException("size differs");
    }
    at += TRAILER_BYTES;
  }

  private void header() throws DataFormatException {
    need(HEADER_BYTES);
    if (source[at] != 0x1f || (source[at + 1] & 0xff) != 0x8b || source[at + 2] != 8) {
      throw new DataFormatException("invalid gzip header");
    }
    int flags = source[at + 3];
    at += HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      need(2);
      int length = source[at] & 0xff | (source[at + 1] & 0xff) << 8;
      at += 2;
      need(length);
      at += length;
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_CHECKSUM) != 0) {
      need(2);
      at += 2;
    }
  }

  private void inflate() throws DataFormatException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(source, at, end - at);
      while (!inflater.finished()) {
        if (size == room()) {
          grow(inflater);
        }
        int made = inflater.inflate(target, size, room() - size);
        size += made;
        if (made == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("unexpected end of file");
        }
      }
      at = end - inflater.getRemaining();
    }
  }

  /// Makes room for one byte more than the limit, so that only a stream that really passes it fails.
  private void grow(Inflater inflater) throws DataFormatException {
    if (size == limit) {
      if (inflater.inflate(new byte[1]) > 0) {
        throw new TooLarge();
      }
      return;
    }
    int larger = (int) Math.min(limit, Math.max(64L, 2L * size)) + RequestBody.ROOM;
    byte[] grown = pool.take(larger, larger);
    System.arraycopy(target, 0, grown, 0, size);
    pool.giveBack(target);
    target = grown;
  }

  /// Bytes that may be produced before the array must grow.
  private int room() {
    return Math.min(limit, target.length - RequestBody.ROOM);
  }

  private void skipText() throws DataFormatException {
    do {
      need(1);
    } while (source[at++] != 0);
  }

  private void need(int bytes) throws DataFormatException {
    if (end - at < bytes) {
      throw new DataFormatException("unexpected end of file");
    }
  }

  private int littleEndian(int offset) {
    return source[offset] & 0xff
        | (source[offset + 1] & 0xff) << 8
        | (source[offset + 2] & 0xff) << 16
        | (source[offset + 3] & 0xff) << 24;
  }
}
