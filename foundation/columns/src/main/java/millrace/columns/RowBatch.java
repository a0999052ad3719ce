package millrace.columns;

import java.util.Arrays;
import java.util.List;

/// Rows of one table, filled again and again by a [RowScan]. Rows come in runs of one series, ascending by time within
/// a run, so what depends on the series alone (tags) is given once a run.
public final class RowBatch {
  /// Rows a batch holds at most.
  public static final int CAPACITY = 2048;

  private final List<Column> projection;
  private final Values[] columns;

  /// Rows that count, from index 0 on.
  public int size;

  /// Time per row, nanoseconds since the epoch.
  public final long[] times = new long[CAPACITY];

  /// Runs that count; at least one where there is a row.
  public int runCount;

  /// First row per run, and `size` after the last.
  public final int[] runStart = new int[CAPACITY + 1];

  /// Series per run, an ordinal of the table reader's [SeriesSet].
  public final int[] runSeries = new int[CAPACITY];

  /// @param projection the columns to fill, tags and fields in any order; [#column] takes an index into it
  public RowBatch(List<Column> projection) {
    this.projection = List.copyOf(projection);
    this.columns = projection.stream().map(column -> new Values(column.type())).toArray(Values[]::new);
  }

  public List<Column> projection() {
    return projection;
  }

  /// The values of a projected column.
  public Values column(int index) {
    return columns[index];
  }

  void clear() {
    size = 0;
    runCount = 0;
    for (Values values : columns) {
      Arrays.fill(values.valid, 0);
    }
  }

  /// One column. For a field, a slot per row in the array of its type, meaningful where `valid` has the row's bit. For a
  /// tag, a slot per run in `strings`, `null` where the series does not have the tag; `valid` is not used.
  public static final class Values {
    private final ColumnType type;

    /// Bit `row & 63` of word `row >> 6`.
    public final long[] valid = new long[CAPACITY / 64];

    /// Values of a FLOAT field.
    public final double[] floats;

    /// Values of an INTEGER field, or the bits of an UNSIGNED one.
    public final long[] integers;

    /// Values of a BOOLEAN field.
    public final boolean[] booleans;

    /// Values of a STRING field by row, or of a TAG by run.
    public final String[] strings;

    private Values(ColumnType type) {
      this.type = type;
      this.floats = type == ColumnType.FLOAT ? new double[CAPACITY] : null;
      this.integers = type == ColumnType.INTEGER || type == ColumnType.UNSIGNED ? new long[CAPACITY] : null;
      this.booleans = type == ColumnType.BOOLEAN ? new boolean[CAPACITY] : null;
      this.strings = type == ColumnType.STRING || type == ColumnType.TAG ? new String[CAPACITY] : null;
    }

    public ColumnType type() {
      return type;
    }

    /// Sets the bits of the rows `[from, to)`, a word at a time.
    void setValid(int from, int to) {
      for (int row = from; row < to; ) {
        int end = Math.min(to, (row | 63) + 1);
        valid[row >> 6] |= (-1L >>> (64 - (end - row))) << (row & 63);
        row = end;
      }
    }

    /// Whether all of the rows `[from, to)` have a value.
    public boolean isAllValid(int from, int to) {
      for (int row = from; row < to; ) {
        int end = Math.min(to, (row | 63) + 1);
        long wanted = (-1L >>> (64 - (end - row))) << (row & 63);
        if ((valid[row >> 6] & wanted) != wanted) {
          return false;
        }
        row = end;
      }
      return true;
    }

    /// Whether a field has a value in a row.
    public boolean isValid(int row) {
      return (valid[row >> 6] >>> (row & 63) & 1) != 0;
    }
  }
}
