package millrace.query.iterator;

import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// Copies single values out of one column of many inputs, which are all over the memory: whatever has to be followed to get
/// to them is followed once, so that each value costs a look into a small table and one into its own array.
///
/// Threads: one at a time.
final class ColumnGather {
  private final ColumnType type;
  private final Vector[] vectors;
  private final double[][] floats;
  private final long[][] integers;
  private boolean isWhole;

  /// @param inputs how many there are at most
  ColumnGather(ColumnType type, int inputs) {
    this.type = type;
    this.vectors = new Vector[inputs];
    this.floats = type == ColumnType.FLOAT ? new double[inputs][] : new double[0][];
    this.integers = isInteger(type) ? new long[inputs][] : new long[0][];
  }

  private static boolean isInteger(ColumnType type) {
    return type == ColumnType.INTEGER || type == ColumnType.UNSIGNED;
  }

  /// Forgets the columns there were.
  void clear() {
    isWhole = true;
  }

  /// Sets the column of an input, which must not change until the next [#clear].
  void set(int input, Vector vector) {
    vectors[input] = vector;
    isWhole &= vector.missing == null;
    if (type == ColumnType.FLOAT) {
      floats[input] = vector.floats;
    } else if (isInteger(type)) {
      integers[input] = vector.integers;
    }
  }

  /// Copies a value each of some inputs.
  ///
  /// @param turns the inputs, from index `turn` on
  /// @param rows the row by input, to which `plus` is added
  void copy(int[] turns, int turn, int count, int[] rows, int plus, Vector out, int to) {
    if (!isWhole || (type != ColumnType.FLOAT && !isInteger(type))) {
      for (int i = 0; i < count; i++) {
        int input = turns[turn + i];
        out.copy(vectors[input], rows[input] + plus, to + i);
      }
      return;
    }
    if (type == ColumnType.FLOAT) {
      double[] values = out.floats;
      for (int i = 0; i < count; i++) {
        int input = turns[turn + i];
        values[to + i] = floats[input][rows[input] + plus];
      }
    } else {
      long[] values = out.integers;
      for (int i = 0; i < count; i++) {
        int input = turns[turn + i];
        values[to + i] = integers[input][rows[input] + plus];
      }
    }
    out.setPresent(to, to + count);
  }
}
