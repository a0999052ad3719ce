package millrace.server.encode;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// MessagePack values in memory, each in its shortest form. Source: the MessagePack specification.
final class MessagePack {
  private static final int TIME_EXTENSION = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  MessagePack append(MessagePack other) {
    bytes.writeBytes(other.toBytes());
    return this;
  }

  MessagePack map(int entries) {
    return header(entries, 16, 0x80, 0xde);
  }

  MessagePack array(int elements) {
    return header(elements, 16, 0x90, 0xdc);
  }

  MessagePack nil() {
    bytes.write(0xc0);
    return this;
  }

  MessagePack truth(boolean value) {
    bytes.write(value ? 0xc3 : 0xc2);
    return this;
  }

  MessagePack text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (utf8.length < 32) {
      bytes.write(0xa0 | utf8.length);
    } else if (utf8.length < 256) {
      tagged(0xd9, 1, utf8.length);
    } else if (utf8.length < 65_536) {
      tagged(0xda, 2, utf8.length);
    } else {
      tagged(0xdb, 4, utf8.length);
    }
    bytes.writeBytes(utf8);
    return this;
  }

  MessagePack number(double value) {
    return tagged(0xcb, 8, Double.doubleToRawLongBits(value));
  }

  MessagePack integer(long value) {
    if (value >= 0) {
      return unsigned(value);
    }
    if (value >= -32) {
      bytes.write((int) value);
      return this;
    }
    if (value >= Byte.MIN_VALUE) {
      return tagged(0xd0, 1, value);
    }
    if (value >= Short.MIN_VALUE) {
      return tagged(0xd1, 2, value);
    }
    return value >= Integer.MIN_VALUE ? tagged(0xd2, 4, value) : tagged(0xd3, 8, value);
  }

  /// @param bits a 64-bit unsigned integer
  MessagePack unsigned(long bits) {
    if (bits >= 0 && bits < 128) {
      bytes.write((int) bits);
      return this;
    }
    if (bits >= 0 && bits < 256) {
      return tagged(0xcc, 1, bits);
    }
    if (bits >= 0 && bits < 65_536) {
      return tagged(0xcd, 2, bits);
    }
    return bits >= 0 && bits < 1L << 32 ? tagged(0xce, 4, bits) : tagged(0xcf, 8, bits);
  }

  MessagePack unsigned(BigInteger value) {
    return unsigned(value.longValue());
  }

  /// An instant as extension 5: seconds and nanoseconds.
  MessagePack time(long nanos) {
    bytes.writeBytes(ByteBuffer.allocate(15)
        .put((byte) 0xc7)
        .put((byte) 12)
        .put((byte) TIME_EXTENSION)
        .putLong(Math.floorDiv(nanos, 1_000_000_000L))
        .putInt((int) Math.floorMod(nanos, 1_000_000_000L))
        .array());
    return this;
  }

  private MessagePack header(int count, int shortLimit, int shortTag, int tag16) {
    if (count < shortLimit) {
      bytes.write(shortTag | count);
      return this;
    }
    return count < 65_536 ? tagged(tag16, 2, count) : tagged(tag16 + 1, 4, count);
  }

  private MessagePack tagged(int tag, int width, long value) {
    bytes.write(tag);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      bytes.write((int) (value >> shift));
    }
    return this;
  }
}
