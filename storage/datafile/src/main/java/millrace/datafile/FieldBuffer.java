package millrace.datafile;

import java.util.Arrays;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// One field's values of the row group being gathered, by row.
final class FieldBuffer {
  private final Column column;
  private long[] bits = new long[0];
  private String[] strings = new String[0];
  private long[] valid = new long[0];
  private int rowCount;
  private int presentCount;

  FieldBuffer(Column column) {
    this.column = column;
  }

  Column column() {
    return column;
  }

  boolean isString() {
    return column.type() == ColumnType.STRING;
  }

  int presentCount() {
    return presentCount;
  }

  boolean has(int row) {
    return (valid[row >> 6] >>> (row & 63) & 1) != 0;
  }

  long bits(int row) {
    return bits[row];
  }

  String string(int row) {
    return strings[row];
  }

  /// Appends values `[from, from + count)` of a block.
  void append(RowBlock.FieldBlock source, int from, int count) {
    reserve(rowCount + count);
    if (isString()) {
      System.arraycopy(source.strings(), from, strings, rowCount, count);
    } else {
      System.arraycopy(source.bits(), from, bits, rowCount, count);
    }
    if (source.valid().length == 0) {
      setValid(rowCount, rowCount + count);
      presentCount += count;
    } else {
      for (int i = 0; i < count; i++) {
        if (source.isValid(from + i)) {
          valid[(rowCount + i) >> 6] |= 1L << ((rowCount + i) & 63);
          presentCount++;
        }
      }
    }
    rowCount += count;
  }

  /// Values among the rows `[from, to)`.
  int presentCount(int from, int to) {
    if (presentCount == rowCount) {
      return to - from;
    }
    int count = 0;
    for (int row = from; row < to; ) {
      int end = Math.min(to, (row | 63) + 1);
      count += Long.bitCount(valid[row >> 6] & wordMask(row, end));
      row = end;
    }
    return count;
  }

  /// Copies the bits of rows that all have a value.
  void copyBits(int from, int count, long[] to) {
    System.arraycopy(bits, from, to, 0, count);
  }

  private void setValid(int from, int to) {
    for (int row = from; row < to; ) {
      int end = Math.min(to, (row | 63) + 1);
      valid[row >> 6] |= wordMask(row, end);
      row = end;
    }
  }

  /// The bits of the rows `[from, to)`, which share a word.
  private static long wordMask(int from, int to) {
    return (-1L >>> (64 - (to - from))) << (from & 63);
  }

  void clear() {
    Arrays.fill(valid, 0);
    Arrays.fill(strings, null);
    rowCount = 0;
    presentCount = 0;
  }

  private void reserve(int rows) {
    if (valid.length * 64 < rows) {
      int capacity = Math.max(rows, 2 * rowCount + 64);
      valid = Arrays.copyOf(valid, (capacity + 63) / 64);
      if (isString()) {
        strings = Arrays.copyOf(strings, valid.length * 64);
      } else {
        bits = Arrays.copyOf(bits, valid.length * 64);
      }
    }
  }
}
