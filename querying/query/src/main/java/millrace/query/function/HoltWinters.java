package millrace.query.function;

import millrace.base.ErrorCode;
import millrace.columns.ColumnType;
import millrace.query.QueryException;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.ReduceIterator;
import millrace.query.iterator.Reducer;

/// Forecasts a series by damped Holt–Winters smoothing. Points are put on a grid of the interval; places without one
/// are not a number and do not count for the fit.
public final class HoltWinters implements Reducer {
  private final Batch points;
  private final int horizon;
  private final int season;
  private final boolean withFit;
  private final long intervalNanos;
  private final Runnable check;

  private HoltWinters(Batch points, int horizon, int season, boolean withFit, long intervalNanos, Runnable check) {
    this.check = check;
    this.points = points;
    this.horizon = horizon;
    this.season = season;
    this.withFit = withFit;
    this.intervalNanos = intervalNanos;
  }

  /// The forecast of a stream.
  ///
  /// @param options whose only window holds all points
  /// @param horizon points to forecast
  /// @param season points in a season; below 2 there is none
  /// @param withFit whether the fitted values of the input's time come too
  /// @throws millrace.query.QueryException when the values are neither floats nor integers
  public static BatchIterator over(
      BatchIterator input, IteratorOptions options, int horizon, int season, boolean withFit, long intervalNanos) {
    ColumnType type = input.batch().type();
    if (type != ColumnType.FLOAT && type != ColumnType.INTEGER) {
      throw Reductions.unsupported("elapsed", type);
    }
    return new ReduceIterator(
        input,
        options,
        input.batch().emptyOf(ColumnType.FLOAT),
        () -> new HoltWinters(input.batch().emptyOf(type), horizon, season, withFit, intervalNanos, options.context()::checkCancelled));
  }

  @Override
  public void add(Batch in, int from, int to) {
    for (int i = from; i < to; i++) {
      int row = points.add(in.times[i], in.groups[i]);
      points.values.copy(in.values, i, row);
    }
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    if (points.size >= 2 && (season < 2 || points.size >= season)) {
      forecast(out, group);
    }
    points.size = 0;
  }

  private void forecast(Batch out, Group group) {
    long places = places();
    if (places < 2) {
      return;
    }
    long bytes = 2 * Double.BYTES * (places + Math.max(0, horizon));
    points.allowance().take(bytes);
    try {
      forecast(grid((int) places), out, group);
    } finally {
      points.allowance().give(bytes);
    }
  }

  private void forecast(double[] grid, Batch out, Group group) {
    double[] values = new HoltWintersFit(grid, season, check).forecast(horizon);
    int first = withFit ? 0 : grid.length;
    long start = withFit ? points.times[0] : points.times[points.size - 1] + intervalNanos;
    for (int i = first; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        out.values.setFloat(out.add(start + intervalNanos * (i - first), group), values[i]);
      }
    }
  }

  /// Places on the grid, from the first point to the last.
  ///
  /// @throws QueryException when there are more than an array holds, forecast included
  private long places() {
    long places = (round(points.times[points.size - 1]) - round(points.times[0])) / intervalNanos + 1;
    if (places + Math.max(0, horizon) > Integer.MAX_VALUE - 16) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED, "holt_winters over " + places + " windows and " + horizon + " more");
    }
    return places;
  }

  /// Values by place on the grid; of several in one place the first counts.
  private double[] grid(int places) {
    long first = round(points.times[0]);
    double[] grid = new double[places];
    java.util.Arrays.fill(grid, Double.NaN);
    long taken = first - intervalNanos;
    for (int i = 0; i < points.size; i++) {
      long time = round(points.times[i]);
      if (time > taken) {
        grid[(int) ((time - first) / intervalNanos)] = points.values.asFloat(i);
        taken = time;
      }
    }
    return grid;
  }

  private long round(long time) {
    long remainder = time % intervalNanos;
    return (time / intervalNanos + (remainder > intervalNanos / 2 ? 1 : 0)) * intervalNanos;
  }
}
