package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The output vectors of one call of a table function. Columns are numbered as in the scan's projection.
public final class DuckChunk {
  private static final int WORDS = DuckScan.CHUNK_ROWS / 64;

  private final DuckApi api;
  private final MemorySegment[] vectors;
  private final MemorySegment[] data;
  private final MemorySegment[] validity;
  private final Arena arena;
  /// Where bytes lie while DuckDB copies them.
  private MemorySegment scratch = MemorySegment.NULL;

  DuckChunk(DuckApi api, MemorySegment chunk, int columns, Arena arena) throws Throwable {
    this(api, vectors(api, chunk, columns), arena);
  }

  /// A chunk of one column, given as a vector.
  DuckChunk(DuckApi api, MemorySegment vector, Arena arena) throws Throwable {
    this(api, new MemorySegment[] {vector}, arena);
  }

  private DuckChunk(DuckApi api, MemorySegment[] vectors, Arena arena) throws Throwable {
    this.api = api;
    this.arena = arena;
    this.vectors = vectors;
    data = new MemorySegment[vectors.length];
    validity = new MemorySegment[vectors.length];
    for (int column = 0; column < vectors.length; column++) {
      data[column] = ((MemorySegment) api.vectorData.invokeExact(vectors[column])).reinterpret(DuckScan.CHUNK_ROWS * 16L);
    }
  }

  private static MemorySegment[] vectors(DuckApi api, MemorySegment chunk, int columns) throws Throwable {
    MemorySegment[] vectors = new MemorySegment[columns];
    for (int column = 0; column < columns; column++) {
      vectors[column] = (MemorySegment) api.chunkVector.invokeExact(chunk, (long) column);
    }
    return vectors;
  }

  /// Sets a value of whatever kind it has; `null` for NULL.
  public void set(int column, int row, Object value) {
    switch (value) {
      case null -> setNull(column, row);
      case Boolean flag -> setBoolean(column, row, flag);
      case Long number -> setLong(column, row, number);
      case BigInteger number -> setLong(column, row, number.longValue());
      case Double number -> setDouble(column, row, number);
      case String text -> setString(column, row, text);
      case byte[] bytes -> setBytes(column, row, bytes);
      case Duration duration -> setInterval(column, row, duration.toNanos() / 1000);
      case List<?> list -> setList(column, row, list);
      default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  /// Sets a HUGEINT.
  public void setHuge(int column, int row, BigInteger value) {
    data[column].set(JAVA_LONG_UNALIGNED, row * 16L, value.longValue());
    data[column].set(JAVA_LONG_UNALIGNED, row * 16L + 8, value.shiftRight(64).longValue());
  }

  /// Copies bytes into DuckDB's own memory.
  public void setBytes(int column, int row, byte[] value) {
    try {
      assign(vectors[column], row, value);
    } catch (Throwable e) {
      throw DuckFailure.of("handing bytes to the SQL engine", e);
    }
  }

  /// Copies `count` longs (BIGINT, UBIGINT, TIMESTAMP_NS) to the rows from `row` on.
  public void setLongs(int column, int row, long[] values, int offset, int count) {
    MemorySegment.copy(values, offset, data[column], JAVA_LONG_UNALIGNED, row * 8L, count);
  }

  public void setDoubles(int column, int row, double[] values, int offset, int count) {
    MemorySegment.copy(values, offset, data[column], JAVA_DOUBLE_UNALIGNED, row * 8L, count);
  }

  public void setLong(int column, int row, long value) {
    data[column].set(JAVA_LONG_UNALIGNED, row * 8L, value);
  }

  public void setDouble(int column, int row, double value) {
    data[column].set(JAVA_DOUBLE_UNALIGNED, row * 8L, value);
  }

  public void setBoolean(int column, int row, boolean value) {
    data[column].set(JAVA_BOOLEAN, row, value);
  }

  /// Copies a text into DuckDB's own memory.
  public void setString(int column, int row, String value) {
    setString(column, row, value, 1);
  }

  /// The same text in `count` rows from `row` on. DuckDB keeps texts of up to 12 bytes in the row itself and longer ones
  /// behind a pointer, so the first row's 16 bytes can be copied to the others.
  public void setString(int column, int row, String value, int count) {
    try {
      assign(vectors[column], row, value.getBytes(StandardCharsets.UTF_8));
    } catch (Throwable e) {
      throw DuckFailure.of("handing a text to the SQL engine", e);
    }
    for (int next = row + 1; next < row + count; next++) {
      MemorySegment.copy(data[column], row * 16L, data[column], next * 16L, 16);
    }
  }

  private void assign(MemorySegment vector, long row, byte[] bytes) throws Throwable {
    if (bytes.length > scratch.byteSize()) {
      scratch = arena.allocate(Math.max(1024, 2L * bytes.length));
    }
    MemorySegment.copy(bytes, 0, scratch, JAVA_BYTE, 0, bytes.length);
    api.assignString.invokeExact(vector, row, scratch, (long) bytes.length);
  }

  public void setInterval(int column, int row, long micros) {
    data[column].set(JAVA_LONG_UNALIGNED, row * 16L, 0L);
    data[column].set(JAVA_LONG_UNALIGNED, row * 16L + 8, micros);
  }

  /// A list of texts, or of longs.
  public void setList(int column, int row, List<?> items) {
    try {
      long start = (long) api.listSize.invokeExact(vectors[column]);
      int _ = (int) api.listReserve.invokeExact(vectors[column], start + items.size());
      MemorySegment elements = (MemorySegment) api.listChild.invokeExact(vectors[column]);
      for (int i = 0; i < items.size(); i++) {
        setElement(elements, start + i, items.get(i));
      }
      int _ = (int) api.listSetSize.invokeExact(vectors[column], start + items.size());
      data[column].set(JAVA_LONG_UNALIGNED, row * 16L, start);
      data[column].set(JAVA_LONG_UNALIGNED, row * 16L + 8, items.size());
    } catch (Throwable e) {
      throw DuckFailure.of("handing a list to the SQL engine", e);
    }
  }

  private void setElement(MemorySegment elements, long index, Object item) throws Throwable {
    switch (item) {
      case String text -> assign(elements, index, text.getBytes(StandardCharsets.UTF_8));
      case Long number -> {
        MemorySegment longs = ((MemorySegment) api.vectorData.invokeExact(elements)).reinterpret((index + 1) * 8);
        longs.set(JAVA_LONG_UNALIGNED, index * 8, number);
      }
      default -> throw new IllegalArgumentException("no list holds a " + item.getClass());
    }
  }

  public void setNull(int column, int row) {
    if (validity[column] == null) {
      try {
        api.ensureValidity.invokeExact(vectors[column]);
        MemorySegment bits = (MemorySegment) api.vectorValidity.invokeExact(vectors[column]);
        validity[column] = bits.reinterpret(WORDS * 8L);
        validity[column].fill((byte) 0xff);
      } catch (Throwable e) {
        throw DuckFailure.of("marking a null for the SQL engine", e);
      }
    }
    long at = (row >> 6) * 8L;
    long word = validity[column].get(JAVA_LONG_UNALIGNED, at);
    validity[column].set(JAVA_LONG_UNALIGNED, at, word & ~(1L << row));
  }

  public void setNulls(int column, int row, int count) {
    for (int i = row; i < row + count; i++) {
      setNull(column, i);
    }
  }
}
