package millrace.datafile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads numbers and bytes from an array, never past `to`.
final class VarintReader {
  private final byte[] bytes;
  private final int to;
  private int at;

  VarintReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  int position() {
    return at;
  }

  int remaining() {
    return to - at;
  }

  void skip(int count) {
    if (count < 0 || count > to - at) {
      throw new CorruptPage("ends early");
    }
    at += count;
  }

  int unsignedByte() {
    skip(1);
    return bytes[at - 1] & 0xFF;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = unsignedByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new CorruptPage("number too long");
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /// A number that counts things of at least `leastBytes` each in what is left, so that a damaged one cannot ask for
  /// more memory than the file's own size justifies.
  int count(int leastBytes) {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE - 64 || value * leastBytes > remaining()) {
      throw new CorruptPage("count " + value);
    }
    return (int) value;
  }

  /// A number that fits an int.
  int size() {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptPage("size " + value);
    }
    return (int) value;
  }

  int intAt() {
    skip(4);
    return Decodings.intAt(bytes, at - 4);
  }

  long longAt() {
    skip(8);
    return Decodings.longAt(bytes, at - 8);
  }

  byte[] bytes(int count) {
    skip(count);
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  String text() {
    return new String(bytes(count(1)), StandardCharsets.UTF_8);
  }
}
