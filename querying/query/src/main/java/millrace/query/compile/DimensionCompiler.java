package millrace.query.compile;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import millrace.influxql.Expression;
import millrace.influxql.Expression.CalendarLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;
import millrace.query.QueryException;
import millrace.query.expression.Folding;
import millrace.query.expression.Scope;
import millrace.query.time.CalendarWindows;
import millrace.query.time.TimeLiterals;

/// Reads the items of GROUP BY.
final class DimensionCompiler {
  private final Scope scope;
  private final List<Expression> dimensions = new ArrayList<>();
  private Interval interval = Interval.NONE;

  DimensionCompiler(Scope scope) {
    this.scope = scope;
  }

  void compile(List<Expression> items) {
    for (Expression item : items) {
      compile(Folding.LITERALS.fold(item));
    }
  }

  /// Everything but `time(...)`.
  List<Expression> dimensions() {
    return dimensions;
  }

  Interval interval() {
    return interval;
  }

  private void compile(Expression item) {
    switch (item) {
      case VarRef ref when ref.name().equalsIgnoreCase("time") ->
          throw new QueryException("time() is a function and expects at least one argument");
      case VarRef ref -> dimensions.add(ref);
      case Wildcard wildcard -> dimensions.add(wildcard);
      case RegexLiteral regex -> dimensions.add(regex);
      case Call call -> compileTime(call);
      default -> throw new QueryException("only time and tag dimensions allowed");
    }
  }

  private void compileTime(Call call) {
    List<Expression> arguments = call.arguments();
    if (!call.name().equals("time")) {
      throw new QueryException("only time() calls allowed in dimensions");
    }
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new QueryException("time dimension expected 1 or 2 arguments");
    }
    interval = switch (arguments.getFirst()) {
      case DurationLiteral(long nanos) -> {
        requireFirst();
        yield arguments.size() == 2 ? withOffset(nanos, arguments.get(1)) : new Interval(nanos, 0, "");
      }
      case CalendarLiteral(int months) -> {
        requireFirst();
        yield Interval.of(calendar(months, arguments.subList(1, arguments.size())));
      }
      default -> throw new QueryException("time dimension must have duration argument");
    };
  }

  private void requireFirst() {
    if (interval.isPresent()) {
      throw new QueryException("multiple time dimensions not allowed");
    }
  }

  private CalendarWindows calendar(int months, List<Expression> offset) {
    if (months <= 0) {
      throw new QueryException("calendar windows must have one month or more, got " + new CalendarLiteral(months));
    }
    ZoneId zone = scope.zone().zone();
    if (offset.isEmpty()) {
      return new CalendarWindows(months, 0, 0, zone);
    }
    return switch (offset.getFirst()) {
      case CalendarLiteral(int shift) -> new CalendarWindows(months, Math.floorMod(shift, months), 0, zone);
      case DurationLiteral(long nanos) when Math.abs(nanos) < new CalendarWindows(months, 0, 0, zone).leastNanos() ->
          new CalendarWindows(months, 0, nanos, zone);
      case DurationLiteral shift ->
          throw new QueryException(
              "offset of calendar windows must be shorter than a window, got " + shift + " of "
                  + new CalendarLiteral(months));
      default -> throw new QueryException("offset of calendar windows must be a duration, got " + offset.getFirst());
    };
  }

  private Interval withOffset(long nanos, Expression offset) {
    return switch (offset) {
      case DurationLiteral d -> new Interval(nanos, nanos == 0 ? 0 : d.nanos() % nanos, "");
      case TimeLiteral t -> new Interval(nanos, sinceWindow(t.nanos(), nanos), "");
      case Call call -> new Interval(nanos, sinceWindow(now(call), nanos), "");
      case StringLiteral s when TimeLiterals.looksLikeTime(s.value()) -> {
        TimeLiterals.parse(s.value(), scope.zone());
        yield new Interval(nanos, 0, s.toString());
      }
      default -> throw new QueryException("time dimension offset must be duration or now()");
    };
  }

  private long now(Call call) {
    if (!call.name().equals("now")) {
      throw new QueryException("time dimension offset function must be now()");
    }
    if (!call.arguments().isEmpty()) {
      throw new QueryException("time dimension offset now() function requires no arguments");
    }
    return scope.nowNanos();
  }

  private static long sinceWindow(long instant, long nanos) {
    return nanos <= 0 ? 0 : Math.floorMod(instant, nanos);
  }
}
