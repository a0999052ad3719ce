package millrace.plugins.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what `marshal.dumps(value, 2)` writes for None, bool, int within 64 bits, float, str, bytes, tuple, list and
/// dict. The bytes come from a process that runs anybody's code, so depth and lengths are bounded by the payload and
/// everything else is refused.
///
/// Values are `null`, [Boolean], [Long], [Double], [String], `byte[]`, [List] for tuples and lists, [Map] for dicts.
final class MarshalReader {
  private static final int DEEPEST = 32;
  private static final int MOST_DIGITS = 5;
  private static final int HIGHEST_LAST_DIGIT = 0xf;

  private final ByteBuffer in;

  private MarshalReader(byte[] payload) {
    in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The one value of a payload.
  ///
  /// @throws ProtocolException when the payload is anything else
  static Object read(byte[] payload) throws ProtocolException {
    MarshalReader reader = new MarshalReader(payload);
    Object value = reader.value(0);
    if (reader.in.hasRemaining()) {
      throw new ProtocolException(reader.in.remaining() + " bytes after the value of a message");
    }
    return value;
  }

  private Object value(int depth) throws ProtocolException {
    if (depth > DEEPEST) {
      throw new ProtocolException("a message nested deeper than " + DEEPEST);
    }
    byte type = in.get(need(1));
    in.position(in.position() + 1);
    return switch (type) {
      case MarshalWriter.NONE -> null;
      case MarshalWriter.TRUE -> Boolean.TRUE;
      case MarshalWriter.FALSE -> Boolean.FALSE;
      case MarshalWriter.INT -> (long) int32();
      case MarshalWriter.LONG -> digits();
      case MarshalWriter.FLOAT -> {
        need(8);
        yield in.getDouble();
      }
      case MarshalWriter.BYTES -> bytes();
      case MarshalWriter.UNICODE, MarshalWriter.INTERNED -> new String(bytes(), StandardCharsets.UTF_8);
      case MarshalWriter.TUPLE, MarshalWriter.LIST -> members(depth);
      case MarshalWriter.DICT -> dict(depth);
      default -> throw new ProtocolException("a message with a value of marshal type " + (type & 0xff));
    };
  }

  private List<Object> members(int depth) throws ProtocolException {
    int count = length();
    List<Object> members = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      members.add(value(depth + 1));
    }
    return Collections.unmodifiableList(members);
  }

  private Map<Object, Object> dict(int depth) throws ProtocolException {
    Map<Object, Object> dict = new LinkedHashMap<>();
    while (in.get(need(1)) != MarshalWriter.DICT_END) {
      Object key = value(depth + 1);
      dict.put(key, value(depth + 1));
    }
    in.position(in.position() + 1);
    return Collections.unmodifiableMap(dict);
  }

  private long digits() throws ProtocolException {
    int signedCount = int32();
    int count = signedCount == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(signedCount);
    if (count > MOST_DIGITS) {
      throw new ProtocolException("an integer beyond 64 bits");
    }
    need(2 * count);
    long magnitude = 0;
    for (int i = 0; i < count; i++) {
      long digit = in.getShort() & 0x7fffL;
      if (i == MOST_DIGITS - 1 && digit > HIGHEST_LAST_DIGIT) {
        throw new ProtocolException("an integer beyond 64 bits");
      }
      magnitude |= digit << (MarshalWriter.DIGIT_BITS * i);
    }
    boolean negative = signedCount < 0;
    if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
      throw new ProtocolException("an integer beyond 64 bits");
    }
    return negative ? -magnitude : magnitude;
  }

  private byte[] bytes() throws ProtocolException {
    byte[] bytes = new byte[length()];
    in.get(bytes);
    return bytes;
  }

  /// A length or count: every member takes a byte at least, so none can exceed what is left.
  private int length() throws ProtocolException {
    int length = int32();
    if (length < 0 || length > in.remaining()) {
      throw new ProtocolException("a length of " + length + " with " + in.remaining() + " bytes left");
    }
    return length;
  }

  private int int32() throws ProtocolException {
    need(4);
    return in.getInt();
  }

  private int need(int count) throws ProtocolException {
    if (in.remaining() < count) {
      throw new ProtocolException("a message that ends early");
    }
    return in.position();
  }
}
