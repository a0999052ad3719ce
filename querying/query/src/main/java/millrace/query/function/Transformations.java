package millrace.query.function;

import java.util.List;
import java.util.function.Supplier;
import millrace.columns.ColumnType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.StreamIterator;
import millrace.query.iterator.Transformation;

/// The functions that look at neighbouring points of a series.
public final class Transformations {
  private static final long SECOND = 1_000_000_000L;

  private Transformations() {}

  /// Whether a function, over windows, needs the window before the first one.
  public static boolean looksBack(String function) {
    return switch (function) {
      case "derivative",
          "non_negative_derivative",
          "difference",
          "non_negative_difference",
          "elapsed",
          "moving_average",
          "lag",
          "lead" ->
          true;
      default -> TechnicalAnalysis.isTechnical(function);
    };
  }

  /// A stream of points, in the order of time, transformed.
  ///
  /// @throws millrace.query.QueryException when the function does not take such values
  public static BatchIterator of(Call call, BatchIterator input, IteratorOptions options) {
    ColumnType type = input.batch().type();
    return switch (call.name()) {
      case "derivative", "non_negative_derivative" -> {
        numeric("derivative", type);
        long unit = unit(call, options.hasInterval() ? options.windows().intervalNanos() : SECOND);
        boolean nonNegative = call.name().startsWith("non_negative");
        yield stream(
            input, options, ColumnType.FLOAT, () -> new Derivative(unit, nonNegative, options.ascending(), type));
      }
      case "difference", "non_negative_difference" -> {
        numeric("difference", type);
        boolean nonNegative = call.name().startsWith("non_negative");
        yield stream(input, options, type, () -> new Difference(nonNegative, type));
      }
      case "elapsed" -> {
        long unit = unit(call, 1);
        yield stream(input, options, ColumnType.INTEGER, () -> new Elapsed(unit));
      }
      case "lag", "lead" -> {
        int count = call.arguments().size() > 1 ? (int) ((IntegerLiteral) call.arguments().get(1)).value() : 1;
        boolean fromBefore = call.name().equals("lag") == options.ascending();
        yield stream(input, options, type, () -> new Shift(count, fromBefore));
      }
      case "cumulative_sum" -> {
        numeric("cumulative sum", type);
        yield stream(input, options, type, () -> new CumulativeSum(type));
      }
      case "moving_average" -> {
        numeric("moving average", type);
        int size = (int) ((IntegerLiteral) call.arguments().get(1)).value();
        yield stream(input, options, ColumnType.FLOAT, () -> new MovingAverage(size, type));
      }
      default -> {
        numeric(call.name().replace('_', ' '), type);
        yield stream(input, options, ColumnType.FLOAT, () -> TechnicalAnalysis.of(call));
      }
    };
  }

  /// The area under the points.
  ///
  /// @throws millrace.query.QueryException when the values are not numbers
  public static BatchIterator integral(BatchIterator input, IteratorOptions options, Call call) {
    ColumnType type = input.batch().type();
    numeric("integral", type);
    long unit = unit(call, SECOND);
    return stream(
        input,
        options,
        ColumnType.FLOAT,
        () -> new Integral(options.windows(), options.ascending(), unit, type == ColumnType.FLOAT));
  }

  private static BatchIterator stream(
      BatchIterator input, IteratorOptions options, ColumnType result, Supplier<? extends Transformation> factory) {
    return new StreamIterator(input, options, input.batch().emptyOf(result), factory);
  }

  private static void numeric(String family, ColumnType type) {
    if (!type.isNumeric()) {
      throw Reductions.unsupported(family, type);
    }
  }

  private static long unit(Call call, long otherwise) {
    List<Expression> arguments = call.arguments();
    return arguments.size() > 1 && arguments.get(1) instanceof DurationLiteral unit ? unit.nanos() : otherwise;
  }
}
