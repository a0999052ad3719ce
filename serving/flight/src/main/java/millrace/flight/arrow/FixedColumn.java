package millrace.flight.arrow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.SqlBatch;
import millrace.sql.duck.DuckBatch;

/// Cells of one width, stored as they go out: little-endian.
final class FixedColumn extends Column {
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ArrowType type;
  private final int width;
  private byte[] values;
  private int size;

  FixedColumn(ArrowType type, int width) {
    this.type = type;
    this.width = width;
    this.values = new byte[16 * width];
  }

  /// Adds the cells from `from` up to `to`.
  ///
  /// @param missing true for each cell that is null, or `null` when none is
  void appendAll(long[] cells, boolean[] missing, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean isPresent = missing == null || !missing[i];
      putLong(isPresent ? cells[i] : 0);
      mark(isPresent);
    }
  }

  /// Adds the cells from `from` up to `to`; not a number is null.
  void appendAll(double[] cells, boolean[] missing, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean isPresent = (missing == null || !missing[i]) && !Double.isNaN(cells[i]);
      putLong(isPresent ? Double.doubleToRawLongBits(cells[i]) : 0);
      mark(isPresent);
    }
  }

  /// Adds a float as it is.
  void append(double value) {
    putLong(Double.doubleToRawLongBits(value));
    mark(true);
  }

  @Override
  void put(Object value) {
    switch (type) {
      case ArrowType.Interval() -> putInterval((DuckBatch.Interval) value);
      case ArrowType.Float64() -> putLong(Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case ArrowType.Int(int bits, boolean signed) -> putWhole(value, bits, signed);
      default -> putLong(nanosOrDays(value));
    }
  }

  private void putWhole(Object value, int bits, boolean signed) {
    if (!(value instanceof BigInteger large)) {
      putLong(((Number) value).longValue());
      return;
    }
    boolean fits = signed ? large.bitLength() < bits : large.signum() >= 0 && large.bitLength() <= bits;
    if (!fits) {
      throw new MillraceException(
          ErrorCode.BAD_QUERY, "Arrow error: Arithmetic overflow: " + large + " does not fit into " + bits + " bits");
    }
    putLong(large.longValue());
  }

  private static long nanosOrDays(Object value) {
    return switch (value) {
      case SqlBatch.Timestamp time -> time.nanos();
      case Instant instant -> instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
      case Duration duration -> duration.toNanos();
      case Number number -> number.longValue();
      default -> throw new IllegalArgumentException("not a time: " + value.getClass());
    };
  }

  private void putInterval(DuckBatch.Interval interval) {
    room();
    INT.set(values, size, interval.months());
    INT.set(values, size + Integer.BYTES, interval.days());
    LONG.set(values, size + Long.BYTES, Math.multiplyExact(interval.micros(), 1000L));
    size += width;
  }

  private void putLong(long value) {
    room();
    switch (width) {
      case Long.BYTES -> LONG.set(values, size, value);
      case Integer.BYTES -> INT.set(values, size, (int) value);
      case Short.BYTES -> SHORT.set(values, size, (short) value);
      default -> values[size] = (byte) value;
    }
    size += width;
  }

  @Override
  void putNothing() {
    room();
    Arrays.fill(values, size, size + width, (byte) 0);
    size += width;
  }

  private void room() {
    if (size + width > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
  }

  @Override
  int valueBytes() {
    return size;
  }

  @Override
  void clear() {
    super.clear();
    size = 0;
  }

  @Override
  void writeValues(Body body) {
    body.buffer(values, size);
  }
}
