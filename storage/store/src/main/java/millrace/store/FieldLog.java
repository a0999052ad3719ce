package millrace.store;

import java.util.BitSet;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;

/// One field's values in a [RowLog], by row number. Numbers and booleans are kept as 64 bits, so that one kernel serves
/// four types.
///
/// Threads: guarded by the row log.
final class FieldLog {
  private final Column column;
  private final int firstRow;
  private final BitSet present = new BitSet();
  private final Chunks.Longs bits = new Chunks.Longs();
  private final Chunks.Strings strings = new Chunks.Strings();

  FieldLog(Column column, int firstRow) {
    this.column = column;
    this.firstRow = firstRow;
  }

  Column column() {
    return column;
  }

  /// The first row that has a value, so that a reader of fewer rows knows the field was not there yet.
  int firstRow() {
    return firstRow;
  }

  boolean has(int row) {
    return present.get(row);
  }

  long bits(int row) {
    return bits.get(row);
  }

  String string(int row) {
    return strings.get(row);
  }

  boolean isString() {
    return column.type() == ColumnType.STRING;
  }

  /// Copies the values of `sourceRows[0, count)` to rows from `firstRow` on.
  ///
  /// @return bytes taken, roughly
  long append(FieldRows source, int[] sourceRows, int count, int firstRow) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (source.isPresent(sourceRows[i])) {
        present.set(firstRow + i);
        bytes += 8;
      }
    }
    switch (source.values()) {
      case ColumnValues.Floats(double[] values) -> {
        for (int i = 0; i < count; i++) {
          if (present.get(firstRow + i)) {
            bits.set(firstRow + i, Double.doubleToRawLongBits(values[sourceRows[i]]));
          }
        }
      }
      case ColumnValues.Integers(long[] values) -> {
        for (int i = 0; i < count; i++) {
          if (present.get(firstRow + i)) {
            bits.set(firstRow + i, values[sourceRows[i]]);
          }
        }
      }
      case ColumnValues.Booleans(boolean[] values) -> {
        for (int i = 0; i < count; i++) {
          if (present.get(firstRow + i)) {
            bits.set(firstRow + i, values[sourceRows[i]] ? 1 : 0);
          }
        }
      }
      case ColumnValues.Strings(String[] values) -> {
        for (int i = 0; i < count; i++) {
          if (present.get(firstRow + i)) {
            strings.set(firstRow + i, values[sourceRows[i]]);
            bytes += 40 + values[sourceRows[i]].length();
          }
        }
      }
    }
    return bytes;
  }
}
