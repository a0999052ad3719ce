package millrace.query.expression;

import static millrace.influxql.Operator.AND;
import static millrace.influxql.Operator.OR;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;
import millrace.query.Compatibility;
import millrace.query.QueryException;
import millrace.query.batch.Numbers;
import millrace.query.time.InfluxTime;
import millrace.query.time.TimeBounds;
import millrace.query.time.TimeLiterals;
import millrace.query.time.TimeRanges;

/// A WHERE clause taken apart: every comparison of `time`, wherever it stands, narrows one range; the rest stays. Where
/// [Compatibility#FIXED] is asked for, OR joins ranges instead, see [TimeUnion].
///
/// @param rest what is left without the comparisons of time; empty when nothing is
/// @param ranges the instants wanted, where some between the bounds are not
public record Condition(Optional<Expression> rest, TimeBounds bounds, Optional<TimeRanges> ranges) {
  private static final Condition NOTHING = new Condition(Optional.empty(), TimeBounds.ALL);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

  /// Takes a clause apart.
  ///
  /// @throws QueryException when a comparison of time makes no sense, or the clause is not a condition
  public static Condition of(Optional<Expression> clause, Scope scope) {
    if (clause.isEmpty()) {
      return NOTHING;
    }
    if (scope.compatibility().allows(Compatibility.FIXED) && TimeUnion.applies(clause.get())) {
      return new TimeUnion(scope).of(clause.get());
    }
    Condition split = split(clause.get(), scope);
    return new Condition(split.rest.map(e -> e instanceof Paren paren ? paren.inner() : e), split.bounds);
  }

  /// What is left, and at which instants, as one condition for rows.
  ///
  /// @param ranges with gaps
  public static Expression within(TimeRanges ranges, Optional<Expression> rest) {
    Expression times = TimeUnion.asCondition(ranges);
    return rest.<Expression>map(other -> new Binary(AND, times, new Paren(other))).orElse(times);
  }

  private Condition(Optional<Expression> rest, TimeBounds bounds) {
    this(rest, bounds, Optional.empty());
  }

  static Condition split(Expression clause, Scope scope) {
    return switch (clause) {
      case Binary b when b.operator() == AND || b.operator() == OR -> splitLogical(b, scope);
      case Binary b when isTime(b.left()) -> new Condition(Optional.empty(), bounds(b.operator(), b.right(), scope));
      case Binary b when isTime(b.right()) ->
          new Condition(Optional.empty(), bounds(b.operator().mirrored(), b.left(), scope));
      case Binary b -> new Condition(Optional.of(Folding.in(scope).reduce(b)), TimeBounds.ALL);
      case Paren p -> {
        Condition inner = split(p.inner(), scope);
        yield new Condition(inner.rest.map(e -> Folding.LITERALS.reduce(new Paren(e))), inner.bounds);
      }
      case BooleanLiteral b -> new Condition(Optional.of(b), TimeBounds.ALL);
      case Expression.In in when isTime(in.operand()) ->
          throw new QueryException("time cannot be compared with a list");
      case Expression.In in -> new Condition(Optional.of(in.asComparisons()), TimeBounds.ALL);
      case Expression.IsNull test -> new Condition(Optional.of(test), TimeBounds.ALL);
      default -> throw new QueryException("invalid condition expression: " + clause);
    };
  }

  private static Condition splitLogical(Binary clause, Scope scope) {
    Condition left = split(clause.left(), scope);
    Condition right = split(clause.right(), scope);
    TimeBounds bounds = left.bounds.intersect(right.bounds);
    if (right.rest.isEmpty()) {
      return new Condition(left.rest, bounds);
    }
    if (left.rest.isEmpty()) {
      return new Condition(right.rest, bounds);
    }
    Binary both = new Binary(clause.operator(), left.rest.get(), right.rest.get());
    return new Condition(Optional.of(Folding.LITERALS.reduce(both)), bounds);
  }

  static boolean isTime(Expression side) {
    return side instanceof VarRef ref && ref.name().equalsIgnoreCase("time");
  }

  static TimeBounds bounds(Operator operator, Expression side, Scope scope) {
    long nanos = nanos(side, scope);
    return switch (operator) {
      case GT -> TimeBounds.from(nanos + 1);
      case GTE -> TimeBounds.from(nanos);
      case LT -> TimeBounds.to(nanos - 1);
      case LTE -> TimeBounds.to(nanos);
      case EQ -> TimeBounds.at(nanos);
      default -> throw new QueryException("invalid time comparison operator: " + operator.text());
    };
  }

  /// An instant, a nanosecond inside the ends of time, so that one more or less does not overflow.
  static long nanos(Expression side, Scope scope) {
    return Math.clamp(instant(side, scope), InfluxTime.MIN, InfluxTime.MAX);
  }

  private static long instant(Expression side, Scope scope) {
    if (side instanceof StringLiteral text && TimeLiterals.looksLikeTime(text.value())) {
      return checked(TimeLiterals.parse(text.value(), scope.zone()));
    }
    Expression folded = Folding.in(scope).fold(side);
    return switch (folded) {
      case Binary(Operator operator, StringLiteral text, DurationLiteral by)
      when operator == Operator.ADD && TimeLiterals.looksLikeTime(text.value()) -> moved(folded, text, by.nanos(), scope);
      case Binary(Operator operator, DurationLiteral by, StringLiteral text)
      when operator == Operator.ADD && TimeLiterals.looksLikeTime(text.value()) -> moved(folded, text, by.nanos(), scope);
      case Binary(Operator operator, StringLiteral text, DurationLiteral by)
      when operator == Operator.SUB && TimeLiterals.looksLikeTime(text.value()) -> moved(folded, text, -by.nanos(), scope);
      case TimeLiteral t -> checked(BigInteger.valueOf(t.nanos()));
      case DurationLiteral d -> d.nanos();
      case NumberLiteral n -> Numbers.floatToInteger(n.value());
      case IntegerLiteral i -> i.value();
      default -> throw incompatible(folded);
    };
  }

  private static QueryException incompatible(Expression side) {
    return new QueryException("invalid operation: time and " + GoNames.of(side) + " are not compatible");
  }

  /// An instant beyond 64 bits, which no folded literal holds, moved by a duration; or a text that only begins like one.
  private static long moved(Expression sum, StringLiteral instant, long by, Scope scope) {
    BigInteger nanos;
    try {
      nanos = TimeLiterals.parse(instant.value(), scope.zone());
    } catch (QueryException notAnInstant) {
      throw incompatible(sum);
    }
    return checked(nanos.add(BigInteger.valueOf(by)));
  }

  private static long checked(BigInteger nanos) {
    if (nanos.compareTo(BigInteger.valueOf(InfluxTime.MAX)) > 0) {
      throw new QueryException("time " + text(nanos) + " overflows time literal");
    }
    if (nanos.compareTo(BigInteger.valueOf(InfluxTime.MIN + 1)) < 0) {
      throw new QueryException("time " + text(nanos) + " underflows time literal");
    }
    return nanos.longValue();
  }

  private static String text(BigInteger nanos) {
    BigInteger[] parts = nanos.divideAndRemainder(NANOS);
    long seconds = parts[0].longValue() - (parts[1].signum() < 0 ? 1 : 0);
    return SECONDS.format(Instant.ofEpochSecond(seconds));
  }
}
