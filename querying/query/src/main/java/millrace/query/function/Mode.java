package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;

/// The most frequent value; of several, the one whose occurrences begin first. When all differ it is the smallest.
final class Mode {
  private Mode() {}

  static void emit(Batch points, Batch out, long windowStart, Group group) {
    int row = out.add(windowStart, group);
    out.clearAux(row);
    if (points.type() == ColumnType.BOOLEAN) {
      out.values.setBoolean(row, trueIsFrequent(points.values, points.size));
    } else {
      out.values.copy(points.values, mostFrequent(points), row);
    }
  }

  private static boolean trueIsFrequent(Vector values, int size) {
    int trues = 0;
    for (int i = 0; i < size; i++) {
      trues += values.booleans[i] ? 1 : 0;
    }
    return trues >= size - trues;
  }

  /// Walks the runs of equal values. A run competes from its second point on.
  private static int mostFrequent(Batch points) {
    Vector values = points.values;
    int[] rows = PatternSort.sorted(points.size, (a, b) -> PointOrder.compare(values, a, values, b) < 0);
    int winner = rows[0];
    long winnerTime = points.times[winner];
    int winnerCount = 0;
    int runCount = 0;
    long runTime = winnerTime;
    int runRow = winner;
    for (int row : rows) {
      if (PointOrder.compare(values, row, values, runRow) != 0) {
        runRow = row;
        runCount = 1;
        runTime = points.times[row];
        continue;
      }
      runCount++;
      if (winnerCount > runCount || (winnerCount == runCount && runTime > winnerTime)) {
        continue;
      }
      winnerCount = runCount;
      winner = row;
      winnerTime = points.times[row];
    }
    return winner;
  }
}
