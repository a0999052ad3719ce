package millrace.datafile;

/// One column's values in one page, decoded, by row. Shared between readers, so not to be changed.
///
/// @param bits raw bits of floats and integers, 0 or 1 of booleans; empty for strings
/// @param strings empty for all other types; `null` in rows without a value
/// @param valid bit per row that has a value, as in [RowBlock.FieldBlock]; empty when every row has one
public record ColumnPage(long[] bits, String[] strings, long[] valid) {
  public boolean isValid(int row) {
    return valid.length == 0 || (valid[row >> 6] >>> (row & 63) & 1) != 0;
  }
}
