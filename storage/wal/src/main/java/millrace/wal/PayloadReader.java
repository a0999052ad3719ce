package millrace.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Reads what [PayloadWriter] wrote. Bytes that do not hold what is asked for end in a [MillraceException] with code
/// CORRUPT, never in another exception.
final class PayloadReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  PayloadReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int remaining() {
    return end - at;
  }

  int readByte() {
    need(1);
    return bytes[at++] & 0xff;
  }

  long readLong() {
    need(Long.BYTES);
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw corrupt("a number of more than ten bytes");
  }

  long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /// Signed numbers into `values[0, count)`, each the difference to the one before, the first to 0.
  void readDeltas(long[] values, int count) {
    long previous = 0;
    for (int i = 0; i < count; i++) {
      long packed = at < end && bytes[at] >= 0 ? bytes[at++] : readVarint();
      previous += (packed >>> 1) ^ -(packed & 1);
      values[i] = previous;
    }
  }

  /// Floats of 8 bytes each into `values[0, count)`.
  void readDoubles(double[] values, int count) {
    need(Math.multiplyExact(count, Double.BYTES));
    ByteBuffer.wrap(bytes, at, count * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(values, 0, count);
    at += count * Double.BYTES;
  }

  /// A count of things that take at least `bitsEach` bits of what is left, so that no count can make us reserve far
  /// more memory than the payload has bytes.
  int readCount(int bitsEach) {
    long count = readVarint();
    checkFits(count, bitsEach);
    return (int) count;
  }

  void checkFits(long count, int bitsEach) {
    if (count < 0 || count > Integer.MAX_VALUE - 8 || count * bitsEach > remaining() * 8L) {
      throw corrupt("a count of " + Long.toUnsignedString(count) + " before " + remaining() + " bytes");
    }
  }

  byte[] readBytes() {
    int length = readCount(8);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  String readText() {
    int length = readCount(8);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  MillraceException corrupt(String finding) {
    return new MillraceException(ErrorCode.CORRUPT, "write batch holds " + finding + " at byte " + at);
  }

  private void need(int count) {
    if (remaining() < count) {
      throw corrupt("too few bytes");
    }
  }
}
