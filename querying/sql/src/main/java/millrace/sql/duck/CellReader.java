package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Copies one column of a result out of DuckDB's vectors, chunk by chunk into the same arrays. Which kinds have arrays of
/// their own is said here; all others are objects.
///
/// Threads: one.
final class CellReader {
  private static final boolean[] NONE_MISSING = {};
  private static final int INLINE_BYTES = 12;

  private final DuckApi api;
  private final DuckType type;
  private long[] longs = {};
  private double[] doubles = {};
  private boolean[] booleans = {};
  private boolean[] missing = {};
  private int[] starts = {};
  private byte[] utf8 = new byte[1024];

  CellReader(DuckApi api, DuckType type) {
    this.api = api;
    this.type = type;
  }

  Cells read(MemorySegment vector, int rows) throws Throwable {
    return switch (type.kind()) {
      case BIGINT, UBIGINT, TIMESTAMP_NS -> longs(vector, rows, 1);
      case TIMESTAMP, TIMESTAMP_TZ, TIME -> longs(vector, rows, 1_000);
      case TIMESTAMP_MS -> longs(vector, rows, 1_000_000);
      case TIMESTAMP_S -> longs(vector, rows, 1_000_000_000);
      case DOUBLE -> doubles(vector, rows);
      case BOOLEAN -> booleans(vector, rows);
      case VARCHAR -> texts(vector, rows);
      case TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT, UINTEGER, DATE -> narrow(vector, rows);
      case FLOAT, DECIMAL, HUGEINT, UHUGEINT, INTERVAL, BLOB, ENUM, LIST, STRUCT, MAP, SQLNULL ->
        new Cells.Objects(ObjectCells.read(api, vector, rows, type));
    };
  }

  /// @param unitNanos what one of DuckDB's units is in ours
  private Cells longs(MemorySegment vector, int rows, long unitNanos) throws Throwable {
    longs = longs.length < rows ? new long[rows] : longs;
    MemorySegment.copy(data(vector, rows), JAVA_LONG_UNALIGNED, 0, longs, 0, rows);
    boolean[] nulls = missing(vector, rows);
    if (unitNanos > 1) {
      for (int row = 0; row < rows; row++) {
        longs[row] = Cells.isMarked(nulls, row) ? 0 : Cells.inNanos(longs[row], unitNanos);
      }
    }
    return new Cells.Longs(longs, nulls);
  }

  private Cells narrow(MemorySegment vector, int rows) throws Throwable {
    MemorySegment data = data(vector, rows);
    boolean[] nulls = missing(vector, rows);
    longs = longs.length < rows ? new long[rows] : longs;
    for (int row = 0; row < rows; row++) {
      longs[row] = Cells.isMarked(nulls, row) ? 0 : (Long) ObjectCells.scalar(data, row, type);
    }
    return new Cells.Longs(longs, nulls);
  }

  private Cells doubles(MemorySegment vector, int rows) throws Throwable {
    doubles = doubles.length < rows ? new double[rows] : doubles;
    MemorySegment.copy(data(vector, rows), JAVA_DOUBLE_UNALIGNED, 0, doubles, 0, rows);
    return new Cells.Doubles(doubles, missing(vector, rows));
  }

  private Cells booleans(MemorySegment vector, int rows) throws Throwable {
    MemorySegment data = data(vector, rows);
    booleans = booleans.length < rows ? new boolean[rows] : booleans;
    for (int row = 0; row < rows; row++) {
      booleans[row] = data.get(JAVA_BYTE, row) != 0;
    }
    return new Cells.Booleans(booleans, missing(vector, rows));
  }

  /// A text of up to 12 bytes lies in the row itself, a longer one behind a pointer.
  private Cells texts(MemorySegment vector, int rows) throws Throwable {
    MemorySegment data = data(vector, rows);
    boolean[] nulls = missing(vector, rows);
    starts = starts.length <= rows ? new int[rows + 1] : starts;
    int end = 0;
    for (int row = 0; row < rows; row++) {
      starts[row] = end;
      if (!Cells.isMarked(nulls, row)) {
        int length = data.get(JAVA_INT_UNALIGNED, row * 16L);
        room(end, length);
        if (length <= INLINE_BYTES) {
          MemorySegment.copy(data, JAVA_BYTE, row * 16L + 4, utf8, end, length);
        } else {
          MemorySegment text = MemorySegment.ofAddress(data.get(JAVA_LONG_UNALIGNED, row * 16L + 8)).reinterpret(length);
          MemorySegment.copy(text, JAVA_BYTE, 0, utf8, end, length);
        }
        end += length;
      }
    }
    starts[rows] = end;
    return new Cells.Texts(utf8, starts, nulls);
  }

  private void room(int end, int length) {
    long needed = (long) end + length;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "Resources exhausted: texts of one batch exceed 2 GiB");
    }
    if (needed > utf8.length) {
      utf8 = Arrays.copyOf(utf8, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * utf8.length, needed)));
    }
  }

  private MemorySegment data(MemorySegment vector, int rows) throws Throwable {
    return ((MemorySegment) api.vectorData.invokeExact(vector)).reinterpret((long) rows * type.kind().sizeBytes());
  }

  private boolean[] missing(MemorySegment vector, int rows) throws Throwable {
    MemorySegment validity = (MemorySegment) api.vectorValidity.invokeExact(vector);
    if (validity.address() == 0) {
      return NONE_MISSING;
    }
    MemorySegment words = validity.reinterpret(((rows + 63L) >> 6) * Long.BYTES);
    missing = missing.length < rows ? new boolean[rows] : missing;
    boolean isAny = false;
    for (int row = 0; row < rows; row++) {
      missing[row] = (words.get(JAVA_LONG_UNALIGNED, (row >> 6) * 8L) & 1L << row) == 0;
      isAny |= missing[row];
    }
    return isAny ? missing : NONE_MISSING;
  }
}
