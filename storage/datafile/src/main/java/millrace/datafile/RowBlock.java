package millrace.datafile;

import static millrace.base.Checks.require;

import java.util.List;

/// Rows of one series, ascending by time, on their way into a file. Arrays may be longer than `size`.
///
/// @param times strictly ascending
/// @param fields one per field column of the writer, in the writer's order
public record RowBlock(int size, long[] times, List<FieldBlock> fields) {
  public RowBlock {
    require(times.length >= size, "block has %d times for %d rows", times.length, size);
    fields = List.copyOf(fields);
  }

  /// One field's values by row.
  ///
  /// @param bits raw bits of floats, integers, 0 or 1 of booleans; empty for strings
  /// @param strings empty for all other types
  /// @param valid bit `row & 63` of word `row >> 6` per row that has a value; empty when every row has one
  public record FieldBlock(long[] bits, String[] strings, long[] valid) {
    public static final long[] ALL_VALID = {};
    public static final long[] NO_BITS = {};
    public static final String[] NO_STRINGS = {};

    public boolean isValid(int row) {
      return valid.length == 0 || (valid[row >> 6] >>> (row & 63) & 1) != 0;
    }
  }
}
