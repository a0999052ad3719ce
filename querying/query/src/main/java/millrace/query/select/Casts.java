package millrace.query.select;

import millrace.columns.ColumnType;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;

/// Values of one type as another: numbers as numbers, all else only as it is.
final class Casts {
  private Casts() {}

  /// Copies the first `size` values; those that cannot be cast are missing.
  static void cast(Vector in, Vector out, int size) {
    out.ensure(size);
    if (in.type() == out.type()) {
      out.copy(in, 0, 0, size);
      return;
    }
    if (!in.type().isNumeric() || !out.type().isNumeric()) {
      out.setMissing(0, size);
      return;
    }
    for (int i = 0; i < size; i++) {
      if (in.isMissing(i)) {
        out.setMissing(i);
      } else if (out.type() == ColumnType.FLOAT) {
        out.setFloat(i, in.asFloat(i));
      } else {
        out.setInteger(i, integer(in, i, out.type()));
      }
    }
  }

  private static long integer(Vector in, int row, ColumnType wanted) {
    if (in.type() != ColumnType.FLOAT) {
      return in.integers[row];
    }
    double value = in.floats[row];
    return wanted == ColumnType.UNSIGNED ? Numbers.floatToUnsigned(value) : Numbers.floatToInteger(value);
  }
}
