package millrace.query.function;

import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.columns.ColumnType;
import millrace.query.QueryException;
import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.ReduceIterator;
import millrace.query.iterator.Reducer;

/// The functions that are computed next to the data and again at every merge: count, sum, mean, min, max, first, last.
public final class Reductions {
  private Reductions() {}

  /// Whether a function can be computed in parts.
  public static boolean isPartial(String function) {
    return switch (function) {
      case "count", "sum", "mean", "min", "max", "first", "last" -> true;
      default -> false;
    };
  }

  /// Whether a function picks one of its points and so keeps that point's time and auxiliary fields.
  public static boolean isSelector(String function) {
    return switch (function) {
      case "min", "max", "first", "last" -> true;
      default -> false;
    };
  }

  /// The type a function gives for values of a type.
  ///
  /// @throws QueryException when the function does not take such values
  public static ColumnType resultType(String function, ColumnType input) {
    boolean numeric = input.isNumeric();
    boolean taken =
        switch (function) {
          case "sum", "mean" -> numeric;
          case "min", "max" -> numeric || input == ColumnType.BOOLEAN;
          default -> true;
        };
    if (!taken) {
      throw unsupported(function, input);
    }
    return switch (function) {
      case "count" -> ColumnType.INTEGER;
      case "mean" -> ColumnType.FLOAT;
      default -> input;
    };
  }

  /// The message for values a function does not take, which names a class of the reference.
  public static QueryException unsupported(String family, ColumnType input) {
    String kind =
        switch (input) {
          case FLOAT -> "float";
          case INTEGER -> "integer";
          case UNSIGNED -> "unsigned";
          case STRING, TAG -> "string";
          case BOOLEAN -> "boolean";
        };
    return new QueryException(
        ErrorCode.BAD_QUERY, "unsupported " + family + " iterator type: *query." + kind + "InterruptIterator");
  }

  /// A stream of points reduced by a function.
  ///
  public static BatchIterator reduce(String function, BatchIterator input, IteratorOptions options) {
    ColumnType type = resultType(function, input.batch().type());
    Batch out = new Batch(type, input.batch().auxTypes(), input.batch().allowance());
    return new ReduceIterator(input, options, out, reducer(function, input.batch()));
  }

  /// Partial results reduced once more: counts are summed, all else is reduced by the same function.
  public static BatchIterator combine(String function, BatchIterator input, IteratorOptions options) {
    return reduce(function.equals("count") ? "sum" : function, input, options);
  }

  /// Makes reducers of a function for input like `sample`.
  public static Supplier<Reducer> reducer(String function, Batch sample) {
    ColumnType type = sample.type();
    return switch (function) {
      case "count" -> CountReducer::new;
      case "sum" -> type == ColumnType.FLOAT ? FloatSum::new : IntegerSum::new;
      case "mean" -> () -> MeanReducer.of(type);
      default -> () -> new PointSelector(PointOrder.of(function, type), sample.emptyLike());
    };
  }
}
