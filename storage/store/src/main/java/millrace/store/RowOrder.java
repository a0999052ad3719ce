package millrace.store;

import java.util.Arrays;

/// Rows of a log grouped by series, in the order they were written within each: one pass over the log, after which a
/// series' rows are found without following a chain.
///
/// @param starts per series ordinal, where its rows start in `rows`; one more at the end
record RowOrder(int[] starts, int[] rows) {
  /// @param series series ordinal per row
  static RowOrder of(Chunks.Ints series, int rowCount) {
    int most = -1;
    for (int row = 0; row < rowCount; row++) {
      most = Math.max(most, series.get(row));
    }
    int[] starts = new int[most + 2];
    for (int row = 0; row < rowCount; row++) {
      starts[series.get(row) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = starts.clone();
    int[] rows = new int[rowCount];
    for (int row = 0; row < rowCount; row++) {
      rows[next[series.get(row)]++] = row;
    }
    return new RowOrder(starts, rows);
  }

  /// A copy of the rows of a series, none for one that has no rows.
  int[] rows(int ordinal) {
    return ordinal + 1 >= starts.length
        ? new int[0]
        : Arrays.copyOfRange(rows, starts[ordinal], starts[ordinal + 1]);
  }
}
