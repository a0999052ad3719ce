package millrace.query.expression;

import static millrace.influxql.Operator.AND;
import static millrace.influxql.Operator.NEQ;
import static millrace.influxql.Operator.OR;

import java.util.Optional;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;
import millrace.query.time.TimeBounds;
import millrace.query.time.TimeRanges;

/// A WHERE clause in which OR stands between ranges of time, or a time is unequal to another. What must hold of time alone
/// becomes [TimeRanges]. Where OR has time on one side and something else on the other, the comparison stays in the rest
/// and is decided row by row.
final class TimeUnion {
  private static final VarRef TIME = new VarRef("time", DataType.TIME);

  private final Scope scope;

  TimeUnion(Scope scope) {
    this.scope = scope;
  }

  /// Whether a clause means more than one range of time.
  static boolean applies(Expression clause) {
    return switch (clause) {
      case Binary b when b.operator() == OR -> hasTime(b) || applies(b.left()) || applies(b.right());
      case Binary b when b.operator() == AND -> applies(b.left()) || applies(b.right());
      case Binary b -> b.operator() == NEQ && hasTime(b);
      case Paren p -> applies(p.inner());
      default -> false;
    };
  }

  /// @param ranges instants that may satisfy the clause
  /// @param rest what rows at these instants have to satisfy
  private record Part(TimeRanges ranges, Optional<Expression> rest) {}

  Condition of(Expression clause) {
    Part part = part(clause);
    TimeBounds bounds = part.ranges.hull();
    return new Condition(
        part.rest.map(Expression::unwrapped),
        bounds,
        part.ranges.hasGaps() ? Optional.of(part.ranges) : Optional.empty());
  }

  private Part part(Expression clause) {
    return switch (clause) {
      case Paren p -> part(p.inner());
      case Binary b when b.operator() == AND -> both(part(b.left()), part(b.right()));
      case Binary b when b.operator() == OR && hasTime(b) -> either(part(b.left()), part(b.right()), b);
      case Binary b when Condition.isTime(b.left()) -> time(b.operator(), b.right());
      case Binary b when Condition.isTime(b.right()) -> time(b.operator().mirrored(), b.left());
      default -> new Part(TimeRanges.ALL, Condition.split(clause, scope).rest());
    };
  }

  private static Part both(Part left, Part right) {
    Optional<Expression> rest = left.rest.isEmpty()
        ? right.rest
        : right.rest.isEmpty() ? left.rest : Optional.of(joined(AND, left.rest.get(), right.rest.get()));
    return new Part(left.ranges.intersect(right.ranges), rest);
  }

  /// Instants of either side; unless both sides are about time alone, each row is asked for its own time again.
  private Part either(Part left, Part right, Binary clause) {
    TimeRanges ranges = left.ranges.union(right.ranges);
    return left.rest.isEmpty() && right.rest.isEmpty()
        ? new Part(ranges, Optional.empty())
        : new Part(ranges, Optional.of(joined(OR, byRow(clause.left()), byRow(clause.right()))));
  }

  /// The clause with comparisons of time that a row can answer.
  private Expression byRow(Expression clause) {
    return switch (clause) {
      case Paren p -> new Paren(byRow(p.inner()));
      case Binary b when b.operator().isLogical() -> joined(b.operator(), byRow(b.left()), byRow(b.right()));
      case Binary b when Condition.isTime(b.left()) -> compared(b.operator(), b.right());
      case Binary b when Condition.isTime(b.right()) -> compared(b.operator().mirrored(), b.left());
      default -> Condition.split(clause, scope).rest().orElseThrow();
    };
  }

  private Expression compared(Operator operator, Expression instant) {
    time(operator, instant);
    return new Binary(operator, TIME, new IntegerLiteral(Condition.nanos(instant, scope)));
  }

  private Part time(Operator operator, Expression instant) {
    TimeRanges ranges = operator == NEQ
        ? TimeRanges.without(Condition.nanos(instant, scope))
        : TimeRanges.of(Condition.bounds(operator, instant, scope));
    return new Part(ranges, Optional.empty());
  }

  private static Expression joined(Operator operator, Expression left, Expression right) {
    return Folding.LITERALS.reduce(new Binary(operator, parenthesised(left), parenthesised(right)));
  }

  private static Expression parenthesised(Expression side) {
    return side instanceof Binary b && b.operator().isLogical() ? new Paren(side) : side;
  }

  private static boolean hasTime(Expression clause) {
    return switch (clause) {
      case Paren p -> hasTime(p.inner());
      case Binary b when b.operator().isLogical() -> hasTime(b.left()) || hasTime(b.right());
      case Binary b -> Condition.isTime(b.left()) || Condition.isTime(b.right());
      default -> false;
    };
  }

  /// The comparisons of time that every row answers, for ranges with gaps.
  static Expression asCondition(TimeRanges ranges) {
    Expression any = null;
    for (TimeRanges.Range range : ranges.ranges()) {
      Expression one = new Paren(
          new Binary(
              AND,
              new Binary(Operator.GTE, TIME, new IntegerLiteral(range.minNanos())),
              new Binary(Operator.LTE, TIME, new IntegerLiteral(range.maxNanos()))));
      any = any == null ? one : new Binary(OR, any, one);
    }
    return new Paren(any);
  }
}
