package millrace.query.select;

import java.util.Arrays;
import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;

/// Result rows: a time, a series, and a value for each column but the time.
final class Rows {
  long[] times = new long[Batch.CAPACITY];
  Group[] groups = new Group[Batch.CAPACITY];
  final Vector[] columns;

  /// Per column of text or truth values into which fill(N) may have put numbers: which rows it did; `null` for all other columns.
  final boolean[][] filled;

  /// The number that fill(N) put there.
  Object fill;

  int size;

  Rows(List<ColumnType> types) {
    this.columns = types.stream().map(type -> new Vector(type, Batch.CAPACITY)).toArray(Vector[]::new);
    this.filled = new boolean[columns.length][];
  }

  void ensure(int rows) {
    if (rows > times.length) {
      times = Arrays.copyOf(times, rows);
      groups = Arrays.copyOf(groups, rows);
    }
  }
}
