package millrace.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The last payload of a sealed segment.
///
/// @param entries entries in the segment
/// @param rows rows in them
/// @param sealedNanos when it was sealed, nanoseconds since the epoch
record Footer(int entries, long rows, long sealedNanos) {
  static final int SIZE = 20;

  byte[] encode() {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(entries)
        .putLong(rows)
        .putLong(sealedNanos)
        .array();
  }

  static Optional<Footer> decode(byte[] bytes, int from, int length) {
    if (length != SIZE) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(new Footer(in.getInt(), in.getLong(), in.getLong()));
  }
}
