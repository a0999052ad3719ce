package millrace.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow as values are added. The counterpart of [PayloadReader].
final class PayloadWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST_VARINT = 10;
  /// Numbers that room is made for at a time.
  private static final int SLICE = 128;

  /// Room beyond what is written that spares it from growing at the end.
  static final int SPARE = SLICE * LONGEST_VARINT;

  private byte[] bytes;
  private int size;

  PayloadWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /// 8 bytes, little-endian.
  void writeLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /// Seven bits a byte, low ones first, the top bit set on all but the last byte; unsigned.
  void writeVarint(long value) {
    reserve(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /// A varint of the number with its sign moved to the lowest bit, so that small negative numbers stay short.
  void writeSigned(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  /// Signed numbers `values[0, count)`, each as the difference to the one before, the first to 0.
  void writeDeltas(long[] values, int count) {
    long previous = 0;
    for (int from = 0; from < count; from += SLICE) {
      reserve(SPARE);
      int to = Math.min(count, from + SLICE);
      for (int i = from; i < to; i++) {
        long difference = values[i] - previous;
        previous = values[i];
        long zigzag = (difference << 1) ^ (difference >> 63);
        if ((zigzag & ~0x7fL) == 0) {
          bytes[size++] = (byte) zigzag;
        } else {
          writeVarint(zigzag);
        }
      }
    }
  }

  /// The raw bits of `values[0, count)`, 8 bytes each.
  void writeDoubles(double[] values, int count) {
    int length = Math.multiplyExact(count, Double.BYTES);
    reserve(length);
    ByteBuffer.wrap(bytes, size, length).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values, 0, count);
    size += length;
  }

  void writeBytes(byte[] value) {
    writeVarint(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void writeText(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /// The bytes where they were written; nothing is to be written any more.
  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(more, size)));
    }
  }
}
