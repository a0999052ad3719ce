package millrace.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What stands before each payload of a segment; drawn in `docs/reference/formats/wal.md`. Its checksum takes in the
/// segment's sequence, so that bytes of another segment never pass for this one's.
///
/// @param payloadLength bytes that follow
/// @param position entries before this one in the segment
/// @param payloadChecksum CRC32C of the payload
record Frame(int payloadLength, Kind kind, int position, int payloadChecksum) {
  static final int SIZE = 20;

  private static final int CHECKED = SIZE - Integer.BYTES;

  /// What the payload is.
  enum Kind {
    BATCH(1),
    FOOTER(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  static Frame of(Kind kind, int position, byte[] payload) {
    return of(kind, position, ByteBuffer.wrap(payload));
  }

  /// @param payload backed by an array
  static Frame of(Kind kind, int position, ByteBuffer payload) {
    int from = payload.arrayOffset() + payload.position();
    int checksum = Checksums.of(payload.array(), from, from + payload.remaining());
    return new Frame(payload.remaining(), kind, position, checksum);
  }

  byte[] encode(long sequence) {
    ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(payloadLength).putInt(kind.code).putInt(position).putInt(payloadChecksum);
    return out.putInt(checksum(sequence, out.array(), 0)).array();
  }

  /// The frame at `offset`; empty when none stands there.
  static Optional<Frame> decode(long sequence, byte[] bytes, int offset, int end) {
    if (end - offset < SIZE || bytes[offset + 5] != 0 || bytes[offset + 6] != 0 || bytes[offset + 7] != 0) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, SIZE).order(ByteOrder.LITTLE_ENDIAN);
    int payloadLength = in.getInt();
    int code = in.getInt();
    if (payloadLength < 0 || code < Kind.BATCH.code || code > Kind.FOOTER.code) {
      return Optional.empty();
    }
    Kind kind = code == Kind.BATCH.code ? Kind.BATCH : Kind.FOOTER;
    Frame frame = new Frame(payloadLength, kind, in.getInt(), in.getInt());
    return in.getInt() == checksum(sequence, bytes, offset) ? Optional.of(frame) : Optional.empty();
  }

  private static int checksum(long sequence, byte[] bytes, int offset) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      crc.update((int) (sequence >>> shift) & 0xff);
    }
    crc.update(bytes, offset, CHECKED);
    return (int) crc.getValue();
  }
}
