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
  private int presentCount;
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

  /// Whether every one of the log's rows has a value.
  boolean isDense(int rowCount) {
    return presentCount == rowCount;
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

  /// Copies the values of the rows `[from, to)` to their places.
  void scatter(int from, int to, int[] places, SortedField target) {
    if (isString()) {
      for (int row = present.nextSetBit(from); row >= 0 && row < to; row = present.nextSetBit(row + 1)) {
        target.set(places[row], strings.get(row));
        target.setPresent(places[row]);
      }
    } else if (target.isDense()) {
      for (int row = from; row < to; row++) {
        target.set(places[row], bits.get(row));
      }
    } else {
      for (int row = present.nextSetBit(from); row >= 0 && row < to; row = present.nextSetBit(row + 1)) {
        target.set(places[row], bits.get(row));
        target.setPresent(places[row]);
      }
    }
  }

  /// Copies the values of `sourceRows[0, count)` to rows from `first` on.
  ///
  /// @return bytes taken, roughly
  long append(FieldRows source, int[] sourceRows, int count, int first) {
    int before = presentCount;
    notePresent(source, sourceRows, count, first);
    if (presentCount - before == count) {
      return appendDense(source, sourceRows, count, first);
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (source.isPresent(sourceRows[i])) {
        bytes += set(first + i, source.values(), sourceRows[i]);
      }
    }
    return bytes;
  }

  private void notePresent(FieldRows source, int[] sourceRows, int count, int first) {
    if (source.present() == null) {
      present.set(first, first + count);
      presentCount += count;
      return;
    }
    for (int i = 0; i < count; i++) {
      if (source.isPresent(sourceRows[i])) {
        present.set(first + i);
        presentCount++;
      }
    }
  }

  private long appendDense(FieldRows source, int[] sourceRows, int count, int first) {
    boolean isRun = sourceRows[count - 1] - sourceRows[0] == count - 1;
    switch (source.values()) {
      case ColumnValues.Floats(double[] values) when isRun -> bits.setAll(first, values, sourceRows[0], count);
      case ColumnValues.Integers(long[] values) when isRun -> bits.setAll(first, values, sourceRows[0], count);
      case ColumnValues values -> {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
          bytes += set(first + i, values, sourceRows[i]);
        }
        return bytes;
      }
    }
    return 8L * count;
  }

  private long set(int row, ColumnValues values, int sourceRow) {
    switch (values) {
      case ColumnValues.Floats(double[] floats) -> bits.set(row, Double.doubleToRawLongBits(floats[sourceRow]));
      case ColumnValues.Integers(long[] integers) -> bits.set(row, integers[sourceRow]);
      case ColumnValues.Booleans(boolean[] booleans) -> bits.set(row, booleans[sourceRow] ? 1 : 0);
      case ColumnValues.Strings(String[] texts) -> {
        strings.set(row, texts[sourceRow]);
        return 48 + texts[sourceRow].length();
      }
    }
    return 8;
  }
}
