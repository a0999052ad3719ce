package millrace.datafile;

import static millrace.base.Checks.require;

import java.util.List;

/// Rows of one series, ascending by time, on their way into a file: slots of arrays that may be longer, and that may
/// belong to others, since a writer only reads them.
///
/// @param times strictly ascending from slot `first` on
/// @param first slot of the first row in `times`
/// @param fields one per field column of the writer, in the writer's order
public record RowBlock(int size, long[] times, int first, List<FieldBlock> fields) {
  public RowBlock {
    require(times.length - first >= size, "block has %d times for %d rows", times.length - first, size);
    fields = List.copyOf(fields);
  }

  /// Rows that begin with the first slot.
  public RowBlock(int size, long[] times, List<FieldBlock> fields) {
    this(size, times, 0, fields);
  }

  long time(int row) {
    return times[first + row];
  }

  /// One field's values by row.
  ///
  /// @param bits raw bits of floats, integers, 0 or 1 of booleans; empty for strings
  /// @param strings empty for all other types
  /// @param first slot of the first row in `bits` or `strings`
  /// @param valid bit `row & 63` of word `row >> 6` per row that has a value; empty when every row has one
  public record FieldBlock(long[] bits, String[] strings, int first, long[] valid) {
    public static final long[] ALL_VALID = {};
    public static final long[] NO_BITS = {};
    public static final String[] NO_STRINGS = {};

    /// Values that begin with the first slot.
    public FieldBlock(long[] bits, String[] strings, long[] valid) {
      this(bits, strings, 0, valid);
    }

    public boolean isValid(int row) {
      return valid.length == 0 || (valid[row >> 6] >>> (row & 63) & 1) != 0;
    }
  }
}
