package millrace.query.scan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.base.TimeSpan;
import millrace.columns.ColumnType;
import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Vector;
import millrace.query.iterator.IteratorOptions;

/// Reads auxiliary fields for the points that were picked among all series of a set, and for no others.
final class LateAux {
  private final List<VarRef> references;
  private final List<ColumnType> types;

  LateAux(IteratorOptions options) {
    this.references = options.aux();
    this.types = SeriesScan.auxTypes(references);
  }

  /// The values for some rows, a vector per reference.
  Vector[] read(TagSet set, List<FoldedSet.Row> rows, String function) {
    Vector[] values = types.stream().map(type -> new Vector(type, Math.max(1, rows.size()))).toArray(Vector[]::new);
    if (values.length > 0) {
      int[] order = bySeries(rows, function);
      for (int from = 0; from < order.length; ) {
        int series = series(rows, order[from], function);
        int to = from + 1;
        while (to < order.length && series(rows, order[to], function) == series) {
          to++;
        }
        read(set.series().get(series), rows, order, from, to, values);
        from = to;
      }
    }
    return values;
  }

  private static int series(List<FoldedSet.Row> rows, int row, String function) {
    return rows.get(row).table().pickedSeries(function, rows.get(row).slot());
  }

  /// Row numbers by series, and within one by time.
  private static int[] bySeries(List<FoldedSet.Row> rows, String function) {
    return IntStream.range(0, rows.size())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(row -> series(rows, row, function))
                .thenComparingLong(row -> rows.get(row).time()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void read(SeriesInShard series, List<FoldedSet.Row> rows, int[] order, int from, int to, Vector[] values) {
    TimeSpan span = new TimeSpan(rows.get(order[from]).time(), rows.get(order[to - 1]).time() + 1);
    for (int i = 0; i < values.length; i++) {
      SideColumn column = SideColumn.open(series.within(span), references.get(i), true);
      for (int at = from; at < to; at++) {
        column.valueAt(rows.get(order[at]).time(), values[i], order[at]);
      }
    }
  }
}
