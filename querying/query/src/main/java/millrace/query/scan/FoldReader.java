package millrace.query.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;
import millrace.influxql.Expression;
import millrace.query.batch.Batch;
import millrace.query.fold.SeriesFold;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.QueryContext;

/// Reads series of one shard into folds: whole pages by their summaries where that is exact, all others point by point.
///
/// Threads: one at a time.
final class FoldReader {
  private final IteratorOptions options;
  private final QueryContext context;
  private final Column column;
  private final ColumnType wanted;
  private final PointBatch points;
  private final double[] floats;
  private final long[] integers;
  private final Map<Expression, RowFilter> filters = new HashMap<>();

  /// @param column the field, as the shard has it
  FoldReader(Column column, IteratorOptions options) {
    this.options = options.withAux(List.of());
    this.context = options.context();
    this.column = column;
    this.wanted = SeriesScan.mainType(options);
    this.points = new PointBatch(column.type());
    boolean isCast = column.type() != wanted;
    this.floats = isCast && wanted == ColumnType.FLOAT ? new double[PointBatch.CAPACITY] : points.floats;
    boolean toIntegers = isCast && (wanted == ColumnType.INTEGER || wanted == ColumnType.UNSIGNED);
    this.integers = toIntegers ? new long[PointBatch.CAPACITY] : points.integers;
  }

  /// Reads all points of a series.
  void read(SeriesInShard series, SeriesFold fold) {
    fold.startSeries(series.group());
    if (series.filter().isPresent()) {
      readFiltered(series, fold);
    } else {
      series
          .shard()
          .cursor(series.ordinal(), column, series.span(), options.ascending())
          .ifPresent(cursor -> readWhole(cursor, fold));
    }
    fold.endSeries();
  }

  private void readWhole(Cursor cursor, SeriesFold fold) {
    while (true) {
      Optional<PointSummary> page = cursor.summary();
      if (page.isPresent() && fold.add(page.get())) {
        context.passPoints(page.get().count());
        cursor.skip();
      } else if (cursor.next(points)) {
        context.countPoints(points.size);
        cast();
        fold.add(points.times, floats, integers, points.size);
      } else {
        return;
      }
    }
  }

  private void cast() {
    if (floats != points.floats) {
      FieldReader.toFloats(points, 0, points.size, floats, 0);
    }
    if (integers != points.integers) {
      FieldReader.toIntegers(points, 0, points.size, wanted, integers, 0);
    }
  }

  private void readFiltered(SeriesInShard series, SeriesFold fold) {
    SeriesScan scan =
        new SeriesScan(series, options, series.filter().map(f -> filters.computeIfAbsent(f, RowFilter::new)));
    while (scan.next()) {
      Batch batch = scan.batch();
      fold.add(batch.times, batch.values.floats, batch.values.integers, batch.size);
    }
  }
}
