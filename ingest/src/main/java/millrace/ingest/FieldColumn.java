package millrace.ingest;

import java.util.Arrays;
import java.util.BitSet;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;

/// The values of one field and one type within the batch being read. Of the arrays the one for the type is in use; it
/// is given away with the batch and grown anew for the next.
///
/// A value is stored first and then [#mark]ed. The last mark can be taken back, which a line that turns out bad does.
final class FieldColumn {
  final String name;
  final ColumnType type;
  double[] floats = new double[0];
  long[] integers = new long[0];
  boolean[] booleans = new boolean[0];
  String[] strings = new String[0];

  /// Rows with a value; null as long as those are all rows up to the last one marked.
  private BitSet present;
  private int lastRow = -1;
  /// Rows of the last batch; the next is likely to be as large.
  private int expectedRows = 64;

  FieldColumn(String name, ColumnType type) {
    this.name = name;
    this.type = type;
  }

  boolean isEmpty() {
    return lastRow < 0;
  }

  boolean isPresent(int row) {
    return present == null ? row <= lastRow : present.get(row);
  }

  void set(int row, double value) {
    if (row >= floats.length) {
      floats = Arrays.copyOf(floats, capacityFor(row));
    }
    floats[row] = value;
    mark(row);
  }

  /// For both signed and unsigned integers.
  void set(int row, long value) {
    if (row >= integers.length) {
      integers = Arrays.copyOf(integers, capacityFor(row));
    }
    integers[row] = value;
    mark(row);
  }

  void set(int row, boolean value) {
    if (row >= booleans.length) {
      booleans = Arrays.copyOf(booleans, capacityFor(row));
    }
    booleans[row] = value;
    mark(row);
  }

  void set(int row, String value) {
    if (row >= strings.length) {
      strings = Arrays.copyOf(strings, capacityFor(row));
    }
    strings[row] = value;
    mark(row);
  }

  void set(int row, FieldValue value) {
    switch (value) {
      case FieldValue.FloatValue v -> set(row, v.value());
      case FieldValue.IntegerValue v -> set(row, v.value());
      case FieldValue.UnsignedValue v -> set(row, v.bits());
      case FieldValue.BooleanValue v -> set(row, v.value());
      case FieldValue.StringValue v -> set(row, v.value());
    }
  }

  /// Whether `row` is the last one marked, and so has its value already.
  boolean isMarked(int row) {
    return lastRow == row;
  }

  /// Takes back the last mark.
  void unmark(int row) {
    if (present == null) {
      lastRow = row - 1;
    } else {
      present.clear(row);
      lastRow = present.length() - 1;
    }
  }

  /// The column of the finished batch; the builder is empty afterwards.
  FieldRows finish(int rowCount) {
    BitSet rows = present;
    if (rows == null && lastRow < rowCount - 1) {
      rows = new BitSet(rowCount);
      rows.set(0, lastRow + 1);
    }
    FieldRows finished = new FieldRows(name, type, takeValues(rowCount), rows);
    expectedRows = rowCount;
    clear();
    return finished;
  }

  /// Forgets all values.
  void clear() {
    present = null;
    lastRow = -1;
  }

  private void mark(int row) {
    if (present != null) {
      present.set(row);
    } else if (lastRow != row - 1) {
      present = new BitSet(row + 1);
      present.set(0, lastRow + 1);
      present.set(row);
    }
    lastRow = row;
  }

  /// The array in use, cut or stretched where its length is far from the count of rows, and an empty one in its place.
  private ColumnValues takeValues(int rowCount) {
    return switch (type) {
      case FLOAT -> {
        double[] values = fits(floats.length, rowCount) ? floats : Arrays.copyOf(floats, rowCount);
        floats = new double[0];
        yield new ColumnValues.Floats(values);
      }
      case INTEGER, UNSIGNED -> {
        long[] values = fits(integers.length, rowCount) ? integers : Arrays.copyOf(integers, rowCount);
        integers = new long[0];
        yield new ColumnValues.Integers(values);
      }
      case BOOLEAN -> {
        boolean[] values = fits(booleans.length, rowCount) ? booleans : Arrays.copyOf(booleans, rowCount);
        booleans = new boolean[0];
        yield new ColumnValues.Booleans(values);
      }
      case STRING -> {
        String[] values = fits(strings.length, rowCount) ? strings : Arrays.copyOf(strings, rowCount);
        strings = new String[0];
        yield new ColumnValues.Strings(values);
      }
      case TAG -> throw new IllegalStateException("column " + name + " is a tag");
    };
  }

  private static boolean fits(int capacity, int rowCount) {
    return capacity >= rowCount && capacity <= rowCount + rowCount / 4;
  }

  private int capacityFor(int row) {
    return row < expectedRows ? expectedRows : 2 * (row + 1);
  }
}
