package millrace.datafile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bytes being written: a growing array, little-endian.
final class ByteSink {
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /// The array behind, of which the first `size()` bytes count; another one after the next growth.
  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  /// Makes room for `count` more bytes without growth.
  void reserve(int count) {
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, Math.addExact(bytes.length, bytes.length >> 1) + 64));
    }
  }

  void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    reserve(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  void putLong(long value) {
    reserve(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /// All first, that is lowest, bytes of `values[0, count)`, then all second ones, and so on.
  void putStreams(long[] values, int count) {
    reserve(Math.multiplyExact(Long.BYTES, count));
    byte[] target = bytes;
    int at = size;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      for (int i = 0; i < count; i++) {
        target[at + i] = (byte) (values[i] >>> shift);
      }
      at += count;
    }
    size = at;
  }

  void putBytes(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, size, count);
    size += count;
  }

  void putBytes(byte[] source) {
    putBytes(source, 0, source.length);
  }

  /// An unsigned number, seven bits a byte, lowest first.
  void putVarint(long value) {
    reserve(10);
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /// A signed number, zigzag, as a varint.
  void putSigned(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  /// The low `width` bits of each value, packed lowest bit first, filled up to a whole byte.
  void putPacked(long[] values, int from, int count, int width) {
    reserve((int) (((long) count * width + 7) / 8) + 8);
    long word = 0;
    int filled = 0;
    for (int i = from; width > 0 && i < from + count; i++) {
      long value = values[i];
      word |= value << filled;
      filled += width;
      if (filled >= 64) {
        LONG.set(bytes, size, word);
        size += 8;
        filled -= 64;
        word = filled == 0 ? 0 : value >>> (width - filled);
      }
    }
    if (filled > 0) {
      LONG.set(bytes, size, word);
      size += (filled + 7) / 8;
    }
  }

  /// Like [#putPacked(long[], int, int, int)]; widths up to 32.
  void putPacked(int[] values, int from, int count, int width) {
    reserve((int) (((long) count * width + 7) / 8) + 8);
    long word = 0;
    int filled = 0;
    for (int i = from; width > 0 && i < from + count; i++) {
      long value = values[i] & 0xFFFF_FFFFL;
      word |= value << filled;
      filled += width;
      if (filled >= 64) {
        LONG.set(bytes, size, word);
        size += 8;
        filled -= 64;
        word = filled == 0 ? 0 : value >>> (width - filled);
      }
    }
    if (filled > 0) {
      LONG.set(bytes, size, word);
      size += (filled + 7) / 8;
    }
  }
}
