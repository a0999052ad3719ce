package millrace.server.encode;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.duck.Cells;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/// The values of one column on their way into one page: a bit for each row that has a value, and the values there are in
/// the encoding PLAIN. Source: the Parquet format, "Encodings" and "Logical Types".
///
/// Threads: one.
final class ParquetColumn {
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final SqlColumn column;
  private final BitSet present = new BitSet();
  private final BitSet truths = new BitSet();
  private byte[] values = new byte[1024];
  private int size;
  private int rows;
  private int valueCount;

  /// @throws MillraceException with code BAD_QUERY when Parquet has no flat place for the column's type
  ParquetColumn(SqlColumn column) {
    this.column = column;
    physical();
  }

  /// How the column is described to readers.
  SchemaElement element() {
    SchemaElement element = new SchemaElement(column.name());
    element.setType(physical());
    element.setRepetition_type(FieldRepetitionType.OPTIONAL);
    switch (column.type()) {
      case UTF8, TAG -> {
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
      }
      case UINT64 -> {
        element.setConverted_type(ConvertedType.UINT_64);
        element.setLogicalType(LogicalType.INTEGER(new IntType((byte) Long.SIZE, false)));
      }
      case TIMESTAMP -> element.setLogicalType(LogicalType.TIMESTAMP(
          new TimestampType(column.zone().isPresent(), TimeUnit.NANOS(new NanoSeconds()))));
      case DATE -> {
        element.setConverted_type(ConvertedType.DATE);
        element.setLogicalType(LogicalType.DATE(new DateType()));
      }
      case TIME -> element.setLogicalType(LogicalType.TIME(new TimeType(false, TimeUnit.NANOS(new NanoSeconds()))));
      case NULL -> element.setLogicalType(LogicalType.UNKNOWN(new NullType()));
      case BOOLEAN, INT32, INT64, FLOAT64, DURATION, BINARY, INTERVAL, LIST, STRUCT, MAP -> {
        // The physical type says it all; a duration is its nanoseconds, for which Parquet has no other word.
      }
    }
    return element;
  }

  Type physical() {
    return switch (column.type()) {
      case BOOLEAN -> Type.BOOLEAN;
      case INT32, INT64, UINT64, TIMESTAMP, TIME, DURATION -> Type.INT64;
      case FLOAT64 -> Type.DOUBLE;
      case DATE, NULL -> Type.INT32;
      case UTF8, TAG, BINARY -> Type.BYTE_ARRAY;
      case INTERVAL, LIST, STRUCT, MAP -> throw new MillraceException(
          ErrorCode.BAD_QUERY,
          "type " + column.type().arrowName() + " is not supported in Parquet, column " + column.name());
    };
  }

  String name() {
    return column.name();
  }

  /// Adds the cells of the rows from `from` up to `to`.
  void add(Cells cells, int from, int to) {
    for (int row = from; row < to; row++) {
      if (!cells.isNull(row)) {
        present.set(rows + row - from);
      }
    }
    switch (cells) {
      case Cells.Longs longs when physical() == Type.INT64 -> addLongs(longs, from, to);
      case Cells.Doubles doubles -> addDoubles(doubles, from, to);
      case Cells.Booleans(boolean[] truth, boolean[] _) -> each(cells, from, to, row -> truths.set(valueCount, truth[row]));
      case Cells.Texts(byte[] utf8, int[] starts, boolean[] _) ->
        each(cells, from, to, row -> putBytes(utf8, starts[row], starts[row + 1]));
      case Cells.Longs(long[] narrow, boolean[] _) -> each(cells, from, to, row -> putInt(Math.toIntExact(narrow[row])));
      case Cells.Objects(Object[] objects) -> each(cells, from, to, row -> append(objects[row]));
    }
    rows += to - from;
  }

  private void addLongs(Cells.Longs cells, int from, int to) {
    room((to - from) * Long.BYTES);
    for (int row = from; row < to; row++) {
      if (!cells.isNull(row)) {
        LONG.set(values, size, cells.values()[row]);
        size += Long.BYTES;
        valueCount++;
      }
    }
  }

  private void addDoubles(Cells.Doubles cells, int from, int to) {
    room((to - from) * Double.BYTES);
    for (int row = from; row < to; row++) {
      if (!cells.isNull(row)) {
        LONG.set(values, size, Double.doubleToRawLongBits(cells.values()[row]));
        size += Double.BYTES;
        valueCount++;
      }
    }
  }

  private void each(Cells cells, int from, int to, IntConsumer value) {
    for (int row = from; row < to; row++) {
      if (!cells.isNull(row)) {
        value.accept(row);
        valueCount++;
      }
    }
  }

  private void append(Object value) {
    switch (column.type()) {
      case BOOLEAN -> truths.set(valueCount, (Boolean) value);
      case FLOAT64 -> putLong(Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case DATE -> putInt(Math.toIntExact(((Number) value).longValue()));
      case BINARY -> putBytes((byte[]) value);
      case UTF8, TAG -> putBytes(value.toString().getBytes(StandardCharsets.UTF_8));
      case INT32, INT64, UINT64, TIMESTAMP, TIME, DURATION -> putLong(wide(value));
      case NULL, INTERVAL, LIST, STRUCT, MAP -> throw new IllegalStateException("no value has the type " + column.type());
    }
  }

  private static long wide(Object value) {
    return switch (value) {
      case Long number -> number;
      case BigInteger number -> number.longValue();
      case Duration duration -> duration.toNanos();
      case SqlBatch.Timestamp time -> time.nanos();
      default -> ((Number) value).longValue();
    };
  }

  /// Bytes held, about.
  int size() {
    return size + rows / Byte.SIZE;
  }

  /// The content of a data page with all rows so far, which are forgotten.
  byte[] takePage() {
    ByteArrayOutputStream page = new ByteArrayOutputStream(size() + 2 * Long.BYTES);
    byte[] levels = levels();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      page.write(levels.length >>> shift);
    }
    page.writeBytes(levels);
    if (physical() == Type.BOOLEAN) {
      page.writeBytes(packed(truths, valueCount));
    } else {
      page.write(values, 0, size);
    }
    present.clear();
    truths.clear();
    size = 0;
    rows = 0;
    valueCount = 0;
    return page.toByteArray();
  }

  /// Definition levels, one bit each: a run of bit-packed groups of eight, headed by their number.
  private byte[] levels() {
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    int header = (rows + Byte.SIZE - 1) / Byte.SIZE << 1 | 1;
    for (; header > 0x7f; header >>>= 7) {
      run.write(header & 0x7f | 0x80);
    }
    run.write(header);
    run.writeBytes(packed(present, rows));
    return run.toByteArray();
  }

  private static byte[] packed(BitSet bits, int count) {
    byte[] packed = new byte[(count + Byte.SIZE - 1) / Byte.SIZE];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, packed, 0, set.length);
    return packed;
  }

  private void putBytes(byte[] bytes) {
    putBytes(bytes, 0, bytes.length);
  }

  private void putBytes(byte[] bytes, int from, int to) {
    putInt(to - from);
    room(to - from);
    System.arraycopy(bytes, from, values, size, to - from);
    size += to - from;
  }

  private void putInt(int value) {
    room(Integer.BYTES);
    INT.set(values, size, value);
    size += Integer.BYTES;
  }

  private void putLong(long value) {
    room(Long.BYTES);
    LONG.set(values, size, value);
    size += Long.BYTES;
  }

  private void room(int bytes) {
    if (size + bytes > values.length) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, Math.addExact(size, bytes)));
    }
  }
}
