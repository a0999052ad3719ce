package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Copies vectors as objects: those of lists and structs, and the few that have no array of their own in [Cells].
///
/// A value is `null`, `Boolean`, `Long` (every integer that fits, dates as days, times and timestamps as their stored
/// unit), `BigInteger`, `Double`, `String`, `byte[]`, [DuckBatch.Interval], `List`
/// (a map is one of structs) or `Map` (a struct, in order).
final class ObjectCells {
  private ObjectCells() {}

  static Object[] read(DuckApi api, MemorySegment vector, int rows, DuckType type) throws Throwable {
    Object[] values = new Object[rows];
    if (type.kind() == DuckKind.SQLNULL) {
      return values;
    }
    MemorySegment validity = (MemorySegment) api.vectorValidity.invokeExact(vector);
    MemorySegment bits = validity.address() == 0 ? validity : validity.reinterpret(((rows + 63L) >> 6) * 8);
    switch (type.kind()) {
      case STRUCT -> readStruct(api, vector, type, values, bits);
      case LIST, MAP -> readList(api, vector, type, values, bits);
      default -> {
        MemorySegment data = data(api, vector, rows, type);
        for (int row = 0; row < rows; row++) {
          values[row] = isValid(bits, row) ? scalar(data, row, type) : null;
        }
      }
    }
    return values;
  }

  private static MemorySegment data(DuckApi api, MemorySegment vector, int rows, DuckType type) throws Throwable {
    return ((MemorySegment) api.vectorData.invokeExact(vector)).reinterpret((long) rows * type.kind().sizeBytes());
  }

  private static boolean isValid(MemorySegment bits, int row) {
    return bits.address() == 0 || (bits.get(JAVA_LONG_UNALIGNED, (row >> 6) * 8L) & (1L << row)) != 0;
  }

  private static void readStruct(DuckApi api, MemorySegment vector, DuckType type, Object[] values, MemorySegment bits)
      throws Throwable {
    Object[][] children = new Object[type.children().size()][];
    for (int child = 0; child < children.length; child++) {
      MemorySegment childVector = (MemorySegment) api.structChild.invokeExact(vector, (long) child);
      children[child] = read(api, childVector, values.length, type.children().get(child));
    }
    for (int row = 0; row < values.length; row++) {
      if (isValid(bits, row)) {
        Map<String, Object> struct = new LinkedHashMap<>();
        for (int child = 0; child < children.length; child++) {
          struct.put(type.childNames().get(child), children[child][row]);
        }
        values[row] = struct;
      }
    }
  }

  private static void readList(DuckApi api, MemorySegment vector, DuckType type, Object[] values, MemorySegment bits)
      throws Throwable {
    MemorySegment spans = data(api, vector, values.length, type);
    int end = 0;
    for (int row = 0; row < values.length; row++) {
      if (isValid(bits, row)) {
        long last = spans.get(JAVA_LONG_UNALIGNED, row * 16L) + spans.get(JAVA_LONG_UNALIGNED, row * 16L + 8);
        end = Math.max(end, Math.toIntExact(last));
      }
    }
    MemorySegment childVector = (MemorySegment) api.listChild.invokeExact(vector);
    Object[] elements = read(api, childVector, end, type.children().getFirst());
    for (int row = 0; row < values.length; row++) {
      if (isValid(bits, row)) {
        int start = (int) spans.get(JAVA_LONG_UNALIGNED, row * 16L);
        int length = (int) spans.get(JAVA_LONG_UNALIGNED, row * 16L + 8);
        List<Object> list = new ArrayList<>(length);
        for (int i = start; i < start + length; i++) {
          list.add(elements[i]);
        }
        values[row] = list;
      }
    }
  }

  static Object scalar(MemorySegment data, int row, DuckType type) {
    return switch (type.kind()) {
      case BOOLEAN -> data.get(JAVA_BYTE, row) != 0;
      case TINYINT -> (long) data.get(JAVA_BYTE, row);
      case UTINYINT -> (long) (data.get(JAVA_BYTE, row) & 0xff);
      case SMALLINT -> (long) data.get(JAVA_SHORT_UNALIGNED, row * 2L);
      case USMALLINT -> (long) (data.get(JAVA_SHORT_UNALIGNED, row * 2L) & 0xffff);
      case INTEGER, DATE -> (long) data.get(JAVA_INT_UNALIGNED, row * 4L);
      case UINTEGER -> data.get(JAVA_INT_UNALIGNED, row * 4L) & 0xffff_ffffL;
      case BIGINT, TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ, TIME ->
        data.get(JAVA_LONG_UNALIGNED, row * 8L);
      case UBIGINT -> unsigned(data.get(JAVA_LONG_UNALIGNED, row * 8L));
      case FLOAT -> widened(data.get(JAVA_FLOAT_UNALIGNED, row * 4L));
      case DOUBLE -> data.get(JAVA_DOUBLE_UNALIGNED, row * 8L);
      case HUGEINT, UHUGEINT -> narrowed(huge(data, row, type.kind() == DuckKind.HUGEINT));
      case DECIMAL -> decimal(data, row, type);
      case VARCHAR -> new String(bytes(data, row), StandardCharsets.UTF_8);
      case BLOB -> bytes(data, row);
      case INTERVAL ->
        new DuckBatch.Interval(
            data.get(JAVA_INT_UNALIGNED, row * 16L),
            data.get(JAVA_INT_UNALIGNED, row * 16L + 4),
            data.get(JAVA_LONG_UNALIGNED, row * 16L + 8));
      case ENUM, LIST, STRUCT, MAP, SQLNULL -> throw new IllegalStateException("not a scalar: " + type.kind());
    };
  }

  /// The double with the digits a float is written with: 0.1 stays 0.1.
  private static double widened(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  private static Object narrowed(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static BigInteger huge(MemorySegment data, int row, boolean signed) {
    BigInteger low = new BigInteger(Long.toUnsignedString(data.get(JAVA_LONG_UNALIGNED, row * 16L)));
    long high = data.get(JAVA_LONG_UNALIGNED, row * 16L + 8);
    BigInteger upper = signed ? BigInteger.valueOf(high) : new BigInteger(Long.toUnsignedString(high));
    return upper.shiftLeft(64).add(low);
  }

  private static Double decimal(MemorySegment data, int row, DuckType type) {
    BigInteger unscaled = switch (type.children().getFirst().kind()) {
      case SMALLINT -> BigInteger.valueOf(data.get(JAVA_SHORT_UNALIGNED, row * 2L));
      case INTEGER -> BigInteger.valueOf(data.get(JAVA_INT_UNALIGNED, row * 4L));
      case BIGINT -> BigInteger.valueOf(data.get(JAVA_LONG_UNALIGNED, row * 8L));
      default -> huge(data, row, true);
    };
    return new BigDecimal(unscaled, type.scale()).doubleValue();
  }

  /// A text of up to 12 bytes lies in the row itself, a longer one behind a pointer.
  private static byte[] bytes(MemorySegment data, int row) {
    int length = data.get(JAVA_INT_UNALIGNED, row * 16L);
    byte[] bytes = new byte[length];
    if (length <= 12) {
      MemorySegment.copy(data, JAVA_BYTE, row * 16L + 4, bytes, 0, length);
    } else {
      MemorySegment text = MemorySegment.ofAddress(data.get(JAVA_LONG_UNALIGNED, row * 16L + 8)).reinterpret(length);
      MemorySegment.copy(text, JAVA_BYTE, 0, bytes, 0, length);
    }
    return bytes;
  }
}
