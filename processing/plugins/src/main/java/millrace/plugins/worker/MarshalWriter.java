package millrace.plugins.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Writes values in CPython's `marshal` format, version 4, as far as frames need it: None, bool, int, float, str,
/// bytes, tuple, list and dict, with back references to strings. Every supported interpreter reads it in C.
///
/// A value written with [#text(String, boolean)] as *shared* gets the next reference number, counted from 0;
/// [#reference(int)] then stands for it. Containers are written as a head followed by their members.
///
/// Source: `Python/marshal.c` of CPython 3.10 to 3.14; golden bytes in the tests.
///
/// Threads: one at a time.
final class MarshalWriter {
  static final byte NONE = 'N';
  static final byte TRUE = 'T';
  static final byte FALSE = 'F';
  static final byte INT = 'i';
  static final byte LONG = 'l';
  static final byte FLOAT = 'g';
  static final byte BYTES = 's';
  static final byte UNICODE = 'u';
  static final byte INTERNED = 't';
  static final byte ASCII = 'a';
  static final byte SHORT_ASCII = 'z';
  static final byte SHORT_ASCII_INTERNED = 'Z';
  static final byte TUPLE = '(';
  static final byte LIST = '[';
  static final byte DICT = '{';
  static final byte DICT_END = '0';
  static final byte REFERENCE = 'r';
  static final int FLAG_SHARED = 0x80;

  /// Python's long integers are digits of 15 bits, least significant first.
  static final int DIGIT_BITS = 15;

  private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;
  private static final int SHORT_TEXT = 255;
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;
  private int references;

  MarshalWriter() {
    this(256);
  }

  MarshalWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /// References given out so far: the number the next shared text gets.
  int references() {
    return references;
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  MarshalWriter none() {
    return tag(NONE);
  }

  MarshalWriter bool(boolean value) {
    return tag(value ? TRUE : FALSE);
  }

  MarshalWriter integer(long value) {
    if (value == (int) value) {
      ensure(5);
      bytes[size++] = INT;
      putInt((int) value);
      return this;
    }
    // The negation of the smallest long is itself, read as unsigned: just what is wanted.
    return digits(value < 0 ? -value : value, value < 0);
  }

  /// An integer given by its 64 unsigned bits.
  MarshalWriter unsigned(long bits) {
    return bits >= 0 ? integer(bits) : digits(bits, false);
  }

  MarshalWriter integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return integer(value.longValue());
    }
    BigInteger rest = value.abs();
    int count = (rest.bitLength() + DIGIT_BITS - 1) / DIGIT_BITS;
    ensure(5 + 2 * count);
    bytes[size++] = LONG;
    putInt(value.signum() * count);
    for (int i = 0; i < count; i++) {
      putDigit(rest.intValue() & DIGIT_MASK);
      rest = rest.shiftRight(DIGIT_BITS);
    }
    return this;
  }

  MarshalWriter real(double value) {
    ensure(9);
    bytes[size++] = FLOAT;
    LONG_LE.set(bytes, size, Double.doubleToRawLongBits(value));
    size += 8;
    return this;
  }

  MarshalWriter text(String value) {
    return text(value, false);
  }

  /// A string; when shared, it takes the next reference number.
  MarshalWriter text(String value, boolean shared) {
    return string(value, shared, SHORT_ASCII, ASCII, UNICODE);
  }

  /// A shared string that Python interns: a dict key that repeats.
  MarshalWriter key(String value) {
    return string(value, true, SHORT_ASCII_INTERNED, UNICODE, INTERNED);
  }

  MarshalWriter reference(int number) {
    ensure(5);
    bytes[size++] = REFERENCE;
    putInt(number);
    return this;
  }

  MarshalWriter raw(byte[] value) {
    ensure(5 + value.length);
    bytes[size++] = BYTES;
    putInt(value.length);
    putBytes(value);
    return this;
  }

  /// The head of bytes; as many follow by the methods below.
  MarshalWriter rawHead(int length) {
    return head(BYTES, length);
  }

  /// Values from one index to another, exclusive: eight bytes each, without heads.
  MarshalWriter longs(long[] values, int from, int to) {
    ensure((to - from) * Long.BYTES);
    for (int i = from; i < to; i++) {
      LONG_LE.set(bytes, size, values[i]);
      size += Long.BYTES;
    }
    return this;
  }

  /// Values from one index to another, exclusive: eight bytes each, without heads.
  MarshalWriter doubles(double[] values, int from, int to) {
    ensure((to - from) * Double.BYTES);
    for (int i = from; i < to; i++) {
      LONG_LE.set(bytes, size, Double.doubleToRawLongBits(values[i]));
      size += Double.BYTES;
    }
    return this;
  }

  /// Values from one index to another, exclusive: a byte each, without heads.
  MarshalWriter booleans(boolean[] values, int from, int to) {
    ensure(to - from);
    for (int i = from; i < to; i++) {
      bytes[size++] = (byte) (values[i] ? 1 : 0);
    }
    return this;
  }

  /// All values: four bytes each, without heads.
  MarshalWriter ints(int[] values) {
    ensure(values.length * Integer.BYTES);
    for (int value : values) {
      putInt(value);
    }
    return this;
  }

  /// The head of a tuple; its members follow.
  MarshalWriter tuple(int count) {
    return head(TUPLE, count);
  }

  /// The head of a list; its members follow.
  MarshalWriter list(int count) {
    return head(LIST, count);
  }

  /// The head of a list whose count is not known yet; returns what [#closeList] wants.
  int openList() {
    list(0);
    return size - Integer.BYTES;
  }

  void closeList(int countAt, int count) {
    INT_LE.set(bytes, countAt, count);
  }

  /// The head of a dict; keys and values follow in turn, then [#endDict].
  MarshalWriter dict() {
    return tag(DICT);
  }

  MarshalWriter endDict() {
    return tag(DICT_END);
  }

  /// Bytes that were written before, by this or another writer.
  MarshalWriter copy(byte[] written) {
    ensure(written.length);
    putBytes(written);
    return this;
  }

  MarshalWriter textMap(Map<String, String> map) {
    dict();
    map.forEach((key, value) -> text(key).text(value));
    return endDict();
  }

  /// Any value a query result may hold; see [ResultRows].
  ///
  /// @throws IllegalArgumentException for a value of another class
  MarshalWriter value(Object value) {
    return switch (value) {
      case null -> none();
      case Long number -> integer(number);
      case Integer number -> integer(number);
      case BigInteger number -> integer(number);
      case Double number -> real(number);
      case Boolean flag -> bool(flag);
      case String string -> text(string);
      case byte[] array -> raw(array);
      case List<?> members -> {
        list(members.size());
        members.forEach(this::value);
        yield this;
      }
      default -> throw new IllegalArgumentException("a result value of " + value.getClass().getName());
    };
  }

  private MarshalWriter string(String value, boolean shared, byte shortAscii, byte ascii, byte other) {
    int flag = shared ? FLAG_SHARED : 0;
    if (shared) {
      references++;
    }
    if (isAscii(value)) {
      int length = value.length();
      if (length <= SHORT_TEXT) {
        ensure(2 + length);
        bytes[size++] = (byte) (shortAscii | flag);
        bytes[size++] = (byte) length;
      } else {
        ensure(5 + length);
        bytes[size++] = (byte) (ascii | flag);
        putInt(length);
      }
      putAscii(value);
      return this;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    ensure(5 + utf8.length);
    bytes[size++] = (byte) (other | flag);
    putInt(utf8.length);
    putBytes(utf8);
    return this;
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("deprecation") // takes the low byte of each character: exact for ASCII, and fastest
  private void putAscii(String value) {
    value.getBytes(0, value.length(), bytes, size);
    size += value.length();
  }

  private MarshalWriter digits(long unsignedMagnitude, boolean negative) {
    ensure(5 + 2 * 5);
    bytes[size++] = LONG;
    int countAt = size;
    size += 4;
    int count = 0;
    for (long rest = unsignedMagnitude; rest != 0; rest >>>= DIGIT_BITS) {
      putDigit((int) rest & DIGIT_MASK);
      count++;
    }
    INT_LE.set(bytes, countAt, negative ? -count : count);
    return this;
  }

  private void putDigit(int digit) {
    bytes[size++] = (byte) digit;
    bytes[size++] = (byte) (digit >> 8);
  }

  private MarshalWriter head(byte type, int count) {
    ensure(5);
    bytes[size++] = type;
    putInt(count);
    return this;
  }

  private MarshalWriter tag(byte type) {
    ensure(1);
    bytes[size++] = type;
    return this;
  }

  private void putInt(int value) {
    INT_LE.set(bytes, size, value);
    size += 4;
  }

  private void putBytes(byte[] value) {
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
