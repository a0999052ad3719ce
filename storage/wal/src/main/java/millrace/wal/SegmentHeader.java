package millrace.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The first bytes of a segment; drawn in `docs/reference/formats/wal.md`.
///
/// @param salvaged whether the segment was written anew at a start that found it damaged
/// @param sequence the number in its name
/// @param epoch the epoch of the owner's lease
/// @param writer who wrote it
/// @param previousLength bytes of the segment before that count; 0 for none of them, [#UNKNOWN] for what is found there
/// @param createdNanos when it was begun, nanoseconds since the epoch
record SegmentHeader(
    boolean salvaged, long sequence, long epoch, UUID writer, long previousLength, long createdNanos) {
  static final int SIZE = 64;
  static final long UNKNOWN = -1;

  private static final byte[] MAGIC = "MRWALSEG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int SALVAGED = 1;
  private static final int CHECKED = SIZE - Integer.BYTES;

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putShort((short) VERSION).putShort((short) (salvaged ? SALVAGED : 0));
    out.putLong(sequence).putLong(epoch);
    out.order(ByteOrder.BIG_ENDIAN);
    out.putLong(writer.getMostSignificantBits()).putLong(writer.getLeastSignificantBits());
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(previousLength).putLong(createdNanos);
    return out.putInt(Checksums.of(out.array(), 0, CHECKED)).array();
  }

  /// Whether an object is the beginning of a header and no more: what a store keeps of a put that it did not finish.
  static boolean isBeginning(long sequence, byte[] bytes) {
    ByteBuffer known = ByteBuffer.allocate(MAGIC.length + Short.BYTES * 2 + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    known.put(MAGIC).putShort((short) VERSION).putShort((short) 0).putLong(sequence);
    int length = Math.min(bytes.length, known.capacity());
    return bytes.length < SIZE && Arrays.equals(bytes, 0, length, known.array(), 0, length);
  }

  /// The header at the start of `bytes`; empty when there is none that stands.
  ///
  /// @throws MillraceException with code CORRUPT when it stands and is of a format newer than this
  static Optional<SegmentHeader> decode(String name, byte[] bytes) {
    if (bytes.length < SIZE || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, SIZE).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    if (in.getInt(CHECKED) != Checksums.of(bytes, 0, CHECKED)) {
      return Optional.empty();
    }
    int version = in.getShort();
    if (version != VERSION) {
      throw new MillraceException(
          ErrorCode.CORRUPT,
          "WAL file " + name + " has format version " + version + ", this server reads version " + VERSION);
    }
    boolean salvaged = (in.getShort() & SALVAGED) != 0;
    long sequence = in.getLong();
    long epoch = in.getLong();
    in.order(ByteOrder.BIG_ENDIAN);
    UUID writer = new UUID(in.getLong(), in.getLong());
    in.order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(new SegmentHeader(salvaged, sequence, epoch, writer, in.getLong(), in.getLong()));
  }
}
