package millrace.datafile;

import java.util.Arrays;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// One field's values of the row group being gathered, by row.
final class FieldBuffer {
  private final Column column;
  private long[] bits = new long[0];
  private String[] strings = new String[0];

  /// A bit a row that has a value; not in use before the first row that has none.
  private long[] valid = new long[0];
  private boolean isDense = true;
  private int rowCount;

  FieldBuffer(Column column) {
    this.column = column;
  }

  Column column() {
    return column;
  }

  boolean isString() {
    return column.type() == ColumnType.STRING;
  }

  boolean has(int row) {
    return isDense || (valid[row >> 6] >>> (row & 63) & 1) != 0;
  }

  long bits(int row) {
    return bits[row];
  }

  String string(int row) {
    return strings[row];
  }

  /// The raw bits by row, of which the rows so far count; another array after the next growth.
  long[] bits() {
    return bits;
  }

  /// Appends values `[from, from + count)` of a block.
  void append(RowBlock.FieldBlock source, int from, int count) {
    reserve(rowCount + count);
    if (isString()) {
      System.arraycopy(source.strings(), source.first() + from, strings, rowCount, count);
    } else {
      System.arraycopy(source.bits(), source.first() + from, bits, rowCount, count);
    }
    if (source.valid().length > 0) {
      noteGaps(rowCount + count);
      for (int i = 0; i < count; i++) {
        if (source.isValid(from + i)) {
          valid[(rowCount + i) >> 6] |= 1L << ((rowCount + i) & 63);
        }
      }
    } else if (!isDense) {
      noteGaps(rowCount + count);
      setValid(rowCount, rowCount + count);
    }
    rowCount += count;
  }

  /// Makes sure that there is a bit for each of the first `rows` rows.
  private void noteGaps(int rows) {
    if (valid.length * 64 < rows) {
      valid = Arrays.copyOf(valid, (Math.max(rows, 2 * rowCount) + 63) / 64);
    }
    if (isDense) {
      isDense = false;
      setValid(0, rowCount);
    }
  }

  /// Values among the rows `[from, to)`.
  int presentCount(int from, int to) {
    if (isDense) {
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
    isDense = true;
    rowCount = 0;
  }

  private void reserve(int rows) {
    int capacity = Math.max(rows, 2 * rowCount + 64);
    if (isString() && strings.length < rows) {
      strings = Arrays.copyOf(strings, capacity);
    } else if (!isString() && bits.length < rows) {
      bits = Arrays.copyOf(bits, capacity);
    }
  }
}
