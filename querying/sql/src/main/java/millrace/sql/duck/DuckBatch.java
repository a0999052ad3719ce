package millrace.sql.duck;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Rows of a result, copied out of DuckDB; valid until the next are asked for.
public final class DuckBatch {
  /// DuckDB's interval: months, days and microseconds are kept apart.
  public record Interval(int months, int days, long micros) {
    public Duration time() {
      return Duration.ofSeconds(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }
  }

  private final int rows;
  private final Cells[] columns;

  private DuckBatch(int rows, Cells[] columns) {
    this.rows = rows;
    this.columns = columns;
  }

  public int rows() {
    return rows;
  }

  /// The cells of a column. Objects are `Long`, `BigInteger`, `Double`, `byte[]`, [Interval], `List` or `Map` (a struct, in
  /// order); times within the last two are in DuckDB's units.
  public Cells cells(int column) {
    return columns[column];
  }

  /// @param readers one for each column
  static DuckBatch read(DuckApi api, MemorySegment chunk, int rows, CellReader[] readers) throws Throwable {
    Cells[] columns = new Cells[readers.length];
    for (int column = 0; column < columns.length; column++) {
      MemorySegment vector = (MemorySegment) api.chunkVector.invokeExact(chunk, (long) column);
      columns[column] = readers[column].read(vector, rows);
    }
    return new DuckBatch(rows, columns);
  }
}
