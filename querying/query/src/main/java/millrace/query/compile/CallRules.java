package millrace.query.compile;

import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.query.QueryException;
import millrace.query.expression.GoNames;

/// What each function asks of its arguments beyond the first.
final class CallRules {
  private static final int MOST_SHIFTED = 10_000;

  private CallRules() {}

  static void percentile(Call call) {
    boolean interpolated =
        call.arguments().size() == 3 && call.arguments().get(2).equals(new StringLiteral("linear"));
    if (!interpolated) {
      Arity.exactly(call, 2);
    }
    Expression rank = call.arguments().get(1);
    if (!(rank instanceof IntegerLiteral || rank instanceof NumberLiteral)) {
      throw new QueryException("expected float argument in percentile()");
    }
  }

  static void shift(Call call) {
    Arity.between(call, 1, 2);
    boolean counted = call.arguments().size() < 2
        || call.arguments().get(1) instanceof IntegerLiteral count && count.value() > 0 && count.value() <= MOST_SHIFTED;
    if (!counted) {
      throw new QueryException(
          "second argument to " + call.name() + " must be an integer from 1 to " + MOST_SHIFTED + ", got "
              + call.arguments().get(1));
    }
  }

  static void triangles(Call call) {
    Arity.exactly(call, 2);
    boolean counted = call.arguments().get(1) instanceof IntegerLiteral count
        && count.value() >= 3
        && count.value() <= Integer.MAX_VALUE;
    if (!counted) {
      throw new QueryException("second argument to lttb must be an integer of 3 or more, got " + call.arguments().get(1));
    }
  }

  /// A width, or bounds that go up.
  static void histogram(Call call, boolean writes) {
    Arity.atLeast(call, 2);
    if (writes) {
      throw new QueryException("histogram() cannot be written: its rows share their time");
    }
    if (!(call.arguments().getFirst() instanceof VarRef)) {
      throw new QueryException("expected field argument in histogram()");
    }
    double last = Double.NEGATIVE_INFINITY;
    for (Expression argument : call.arguments().subList(1, call.arguments().size())) {
      double number = switch (argument) {
        case IntegerLiteral(long value) -> value;
        case NumberLiteral(double value) -> value;
        default -> throw new QueryException("histogram() takes a field and numbers, got " + argument);
      };
      if (number <= last) {
        throw new QueryException("bounds of histogram() must go up, got " + argument + " after a greater or equal one");
      }
      last = number;
    }
    if (call.arguments().size() == 2 && last <= 0) {
      throw new QueryException("width of histogram() must be greater than 0, got " + call.arguments().get(1));
    }
  }

  static void sample(Call call) {
    Arity.exactly(call, 2);
    if (!(call.arguments().get(1) instanceof IntegerLiteral size)) {
      throw new QueryException("expected integer argument in sample()");
    }
    if (size.value() <= 0) {
      throw new QueryException("sample window must be greater than 1, got " + size.value());
    }
  }

  /// A function with an optional unit of time.
  static void withUnit(Call call) {
    Arity.between(call, 1, 2);
    if (call.arguments().size() < 2) {
      return;
    }
    Expression unit = call.arguments().get(1);
    if (!(unit instanceof DurationLiteral duration)) {
      throw new QueryException(
          "second argument to " + call.name() + " must be a duration, got " + GoNames.of(unit));
    }
    positive(duration);
  }

  static void integral(Call call) {
    Arity.between(call, 1, 2);
    if (call.arguments().size() < 2) {
      return;
    }
    if (!(call.arguments().get(1) instanceof DurationLiteral duration)) {
      throw new QueryException("second argument must be a duration");
    }
    positive(duration);
  }

  static void movingAverage(Call call) {
    Arity.exactly(call, 2);
    Expression size = call.arguments().get(1);
    if (!(size instanceof IntegerLiteral integer)) {
      throw new QueryException(
          "second argument for moving_average must be an integer, got " + GoNames.of(size));
    }
    if (integer.value() <= 1) {
      throw new QueryException("moving_average window must be greater than 1, got " + integer.value());
    }
  }

  static void holtWinters(Call call) {
    Arity.exactly(call, 3);
    if (!(call.arguments().get(1) instanceof IntegerLiteral count)) {
      throw new QueryException("expected integer argument as second arg in " + call.name());
    }
    if (count.value() <= 0) {
      throw new QueryException("second arg to " + call.name() + " must be greater than 0, got " + count.value());
    }
    if (!(call.arguments().get(2) instanceof IntegerLiteral season)) {
      throw new QueryException("expected integer argument as third arg in " + call.name());
    }
    if (season.value() < 0) {
      throw new QueryException("third arg to " + call.name() + " cannot be negative, got " + season.value());
    }
  }

  static void topBottom(Call call, long limit) {
    Arity.atLeast(call, 2);
    Expression last = call.arguments().getLast();
    if (!(last instanceof IntegerLiteral count)) {
      throw new QueryException("expected integer as last argument in " + call.name() + "(), found " + last);
    }
    if (count.value() <= 0) {
      throw new QueryException("limit (%d) in %s function must be at least 1".formatted(count.value(), call.name()));
    }
    if (limit > 0 && count.value() > limit) {
      throw new QueryException(
          "limit (%d) in %s function can not be larger than the LIMIT (%d) in the select statement"
              .formatted(count.value(), call.name(), limit));
    }
    Expression field = call.arguments().getFirst();
    if (!(field instanceof VarRef)) {
      throw new QueryException("expected first argument to be a field in " + call.name() + "(), found " + field);
    }
    for (Expression extra : call.arguments().subList(1, call.arguments().size() - 1)) {
      if (!(extra instanceof VarRef)) {
        throw new QueryException("only fields or tags are allowed in " + call.name() + "(), found " + extra);
      }
    }
  }

  /// What needs windows of one length is refused over calendar windows.
  static void overCalendar(Expression field) {
    Walk.each(
        field,
        part -> {
          if (part instanceof Call call) {
            overCalendar(call);
          }
        });
  }

  private static void overCalendar(Call call) {
    switch (call.name()) {
      case "holt_winters", "holt_winters_with_fit" ->
          throw new QueryException(call.name() + " needs windows of one length, not calendar months");
      case "derivative", "non_negative_derivative" -> {
        if (call.arguments().size() < 2) {
          throw new QueryException(call.name() + " over calendar windows needs a unit, such as 1d");
        }
      }
      default -> {}
    }
  }

  private static void positive(DurationLiteral duration) {
    if (duration.nanos() <= 0) {
      throw new QueryException("duration argument must be positive, got " + duration);
    }
  }
}
