package millrace.query.function;

import java.util.List;
import java.util.function.Supplier;
import millrace.columns.ColumnType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.ReduceIterator;
import millrace.query.iterator.Reducer;

/// The functions of a window that need all its points: median, mode, stddev, spread, percentile, distinct, sample,
/// lttb, rate, increase, histogram.
public final class Aggregations {
  private static final long SECOND = 1_000_000_000L;

  private Aggregations() {}

  /// A stream of points reduced by median, mode, stddev, spread or percentile.
  ///
  /// @throws millrace.query.QueryException when the function does not take such values
  public static BatchIterator reduce(Call call, BatchIterator input, IteratorOptions options) {
    ColumnType type = input.batch().type();
    return switch (call.name()) {
      case "median" -> slices(numeric("median", input), options, ColumnType.FLOAT, Statistics::median);
      case "stddev" -> slices(numeric("stddev", input), options, ColumnType.FLOAT, Statistics::stddev);
      case "spread" -> slices(numeric("spread", input), options, type, Statistics::spread);
      case "mode" -> slices(input, options, type, Mode::emit);
      case "percentile" -> {
        double rank = number(call.arguments().get(1));
        if (call.arguments().size() == 3) {
          yield slices(
              numeric("percentile", input),
              options,
              ColumnType.FLOAT,
              (points, out, start, group) -> Statistics.interpolatedPercentile(points, out, start, group, rank));
        }
        yield slices(
            numeric("percentile", input),
            options,
            type,
            (points, out, start, group) -> Statistics.percentile(points, out, rank));
      }
      case "increase" -> slices(numeric("increase", input), options, type, Counters::increase);
      case "rate" -> {
        long unit = call.arguments().size() > 1 ? ((DurationLiteral) call.arguments().get(1)).nanos() : SECOND;
        yield slices(
            numeric("rate", input),
            options,
            ColumnType.FLOAT,
            (points, out, start, group) -> Counters.rate(points, out, start, group, unit));
      }
      default -> throw new IllegalArgumentException("not an aggregate: " + call.name());
    };
  }

  /// The first point of each distinct value of a window.
  public static BatchIterator distinct(BatchIterator input, IteratorOptions options) {
    Batch sample = input.batch();
    Batch out = sample.emptyOf(sample.type());
    return new ReduceIterator(input, options, out, () -> new DistinctReducer(out.emptyLike()));
  }

  /// Up to `size` points of a window, chosen by chance.
  public static BatchIterator sample(BatchIterator input, IteratorOptions options, int size) {
    Supplier<Reducer> factory = () -> new SampleReducer(input.batch().emptyLike(), size);
    return new ReduceIterator(input, options, input.batch().emptyLike(), factory);
  }

  /// Up to `size` points of a window that keep the shape of the line they draw.
  public static BatchIterator largestTriangles(BatchIterator input, IteratorOptions options, int size) {
    ColumnType type = numeric("lttb", input).batch().type();
    return slices(input, options, type, (points, out, start, group) -> LargestTriangles.emit(points, out, size));
  }

  /// Counts up to bounds, a row for each, with the bound as its only auxiliary field.
  ///
  /// @throws millrace.query.QueryException when the values are no numbers
  public static BatchIterator histogram(Call call, BatchIterator input, IteratorOptions options) {
    numeric("histogram", input);
    List<Double> numbers =
        call.arguments().subList(1, call.arguments().size()).stream().map(Aggregations::number).toList();
    Batch sample = input.batch();
    Batch out = new Batch(ColumnType.INTEGER, List.of(ColumnType.FLOAT), sample.allowance());
    return new ReduceIterator(
        input,
        options,
        out,
        () ->
            new SliceReducer(
                sample.emptyLike(),
                (points, rows, start, group) -> Histogram.emit(points, rows, start, group, numbers)));
  }

  private static BatchIterator slices(
      BatchIterator input, IteratorOptions options, ColumnType type, SliceReducer.Slice slice) {
    Batch sample = input.batch();
    Batch out = new Batch(type, sample.auxTypes(), sample.allowance());
    return new ReduceIterator(input, options, out, () -> new SliceReducer(sample.emptyLike(), slice));
  }

  private static BatchIterator numeric(String family, BatchIterator input) {
    if (!input.batch().type().isNumeric()) {
      throw Reductions.unsupported(family, input.batch().type());
    }
    return input;
  }

  private static double number(Expression literal) {
    return switch (literal) {
      case NumberLiteral n -> n.value();
      case IntegerLiteral i -> i.value();
      default -> throw new IllegalArgumentException("not a number: " + literal);
    };
  }
}
