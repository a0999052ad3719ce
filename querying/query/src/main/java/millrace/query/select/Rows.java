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

  /// Sets the series of `[from, to)`. Rows are filled again and again with the same ones, and looking costs less than storing
  /// a reference.
  void label(int from, int to, Group group) {
    for (int i = from; i < to; i++) {
      if (groups[i] != group) {
        groups[i] = group;
      }
    }
  }

  /// Adds a row of others with the same columns.
  void append(Rows source, int row) {
    if (size == times.length) {
      ensure(size * 2);
    }
    times[size] = source.times[row];
    groups[size] = source.groups[row];
    fill = source.fill;
    for (int i = 0; i < columns.length; i++) {
      columns[i].ensure(size + 1);
      columns[i].copy(source.columns[i], row, size);
      if (source.filled[i] != null) {
        boolean[] marks = filled[i] == null ? new boolean[times.length] : filled[i];
        filled[i] = marks.length > size ? marks : Arrays.copyOf(marks, times.length);
        filled[i][size] = source.filled[i][row];
      }
    }
    size++;
  }

  /// Puts a row into the place of an earlier one, or of itself.
  void move(int from, int to) {
    times[to] = times[from];
    groups[to] = groups[from];
    for (int i = 0; i < columns.length; i++) {
      columns[i].copy(columns[i], from, to);
      if (filled[i] != null) {
        filled[i][to] = filled[i][from];
      }
    }
  }

  void ensure(int rows) {
    if (rows > times.length) {
      times = Arrays.copyOf(times, rows);
      groups = Arrays.copyOf(groups, rows);
    }
  }
}
