package millrace.query.expression;

import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.Literal;
import millrace.influxql.Expression.NilLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Operator;
import millrace.query.QueryException;
import millrace.query.batch.Numbers;
import millrace.query.time.TimeLiterals;
import millrace.query.time.ZoneOffsets;

/// Operators between two literals. A pair that has no meaning is left alone.
final class LiteralArithmetic {
  private static final ZoneOffsets UTC = new ZoneOffsets(java.time.ZoneOffset.UTC);

  private LiteralArithmetic() {}

  static Optional<Expression> apply(Operator operator, Literal left, Literal right, Optional<Scope> scope) {
    if (right instanceof NilLiteral) {
      return operator.isComparison() || !(left instanceof StringLiteral) ? bool(false) : Optional.empty();
    }
    ZoneOffsets zone = scope.map(Scope::zone).orElse(UTC);
    return switch (left) {
      case BooleanLiteral l -> right instanceof BooleanLiteral r ? booleans(operator, l.value(), r.value()) : none();
      case NumberLiteral l -> number(operator, l.value(), right);
      case IntegerLiteral l -> integer(operator, l.value(), right, zone);
      case UnsignedLiteral l -> unsigned(operator, l.bits(), right);
      case DurationLiteral l -> duration(operator, l.nanos(), right, zone);
      case TimeLiteral l -> time(operator, l.nanos(), right, zone);
      case StringLiteral l -> string(operator, l.value(), right, zone);
      case NilLiteral l -> operator == Operator.EQ || operator == Operator.NEQ ? bool(false) : none();
      case Expression.RegexLiteral _, Expression.CalendarLiteral _ -> none();
    };
  }

  private static Optional<Expression> none() {
    return Optional.empty();
  }

  private static Optional<Expression> bool(boolean value) {
    return Optional.of(new BooleanLiteral(value));
  }

  private static Optional<Expression> compare(Operator operator, int order) {
    return switch (operator) {
      case EQ -> bool(order == 0);
      case NEQ -> bool(order != 0);
      case LT -> bool(order < 0);
      case LTE -> bool(order <= 0);
      case GT -> bool(order > 0);
      case GTE -> bool(order >= 0);
      default -> none();
    };
  }

  private static Optional<Expression> booleans(Operator operator, boolean l, boolean r) {
    return switch (operator) {
      case EQ -> bool(l == r);
      case NEQ, BITWISE_XOR -> bool(l != r);
      case AND, BITWISE_AND -> bool(l && r);
      case OR, BITWISE_OR -> bool(l || r);
      default -> none();
    };
  }

  private static Optional<Expression> number(Operator operator, double l, Literal right) {
    return switch (right) {
      case NumberLiteral r -> numbers(operator, l, r.value());
      case IntegerLiteral r -> numbers(operator, l, r.value());
      case UnsignedLiteral r -> numbers(operator, l, Numbers.unsignedToFloat(r.bits()));
      default -> none();
    };
  }

  private static Optional<Expression> numbers(Operator operator, double l, double r) {
    return switch (operator) {
      case ADD -> Optional.of(new NumberLiteral(l + r));
      case SUB -> Optional.of(new NumberLiteral(l - r));
      case MUL -> Optional.of(new NumberLiteral(l * r));
      case DIV -> Optional.of(new NumberLiteral(r == 0 ? 0 : l / r));
      case MOD -> Optional.of(new NumberLiteral(l % r));
      default -> Double.isNaN(l) || Double.isNaN(r) ? bool(operator == Operator.NEQ) : compare(operator, l < r ? -1 : l > r ? 1 : 0);
    };
  }

  private static Optional<Expression> integer(Operator operator, long l, Literal right, ZoneOffsets zone) {
    return switch (right) {
      case NumberLiteral r -> numbers(operator, l, r.value());
      case IntegerLiteral r -> integers(operator, l, r.value());
      case UnsignedLiteral r -> l < 0 && operator.isComparison() ? compare(operator, -1) : unsigneds(operator, l, r.bits());
      case DurationLiteral r -> shifted(operator, l, r.nanos());
      case TimeLiteral r -> duration(operator, l, r, zone);
      case StringLiteral r -> asTime(r.value(), zone).flatMap(t -> integer(operator, l, t, zone));
      default -> none();
    };
  }

  private static Optional<Expression> integers(Operator operator, long l, long r) {
    return switch (operator) {
      case ADD -> Optional.of(new IntegerLiteral(l + r));
      case SUB -> Optional.of(new IntegerLiteral(l - r));
      case MUL -> Optional.of(new IntegerLiteral(l * r));
      case DIV -> Optional.of(new NumberLiteral(r == 0 ? 0 : (double) l / (double) r));
      case MOD -> Optional.of(new IntegerLiteral(r == 0 ? 0 : l % r));
      case BITWISE_AND -> Optional.of(new IntegerLiteral(l & r));
      case BITWISE_OR -> Optional.of(new IntegerLiteral(l | r));
      case BITWISE_XOR -> Optional.of(new IntegerLiteral(l ^ r));
      default -> compare(operator, Long.compare(l, r));
    };
  }

  private static Optional<Expression> unsigned(Operator operator, long l, Literal right) {
    return switch (right) {
      case NumberLiteral r -> numbers(operator, Numbers.unsignedToFloat(l), r.value());
      case IntegerLiteral r -> r.value() < 0 && operator.isComparison() ? compare(operator, 1) : unsigneds(operator, l, r.value());
      case UnsignedLiteral r -> unsigneds(operator, l, r.bits());
      default -> none();
    };
  }

  private static Optional<Expression> unsigneds(Operator operator, long l, long r) {
    return switch (operator) {
      case ADD -> Optional.of(new UnsignedLiteral(l + r));
      case SUB -> Optional.of(new UnsignedLiteral(l - r));
      case MUL -> Optional.of(new UnsignedLiteral(l * r));
      case DIV -> Optional.of(new UnsignedLiteral(r == 0 ? 0 : Long.divideUnsigned(l, r)));
      case MOD -> Optional.of(new UnsignedLiteral(r == 0 ? 0 : Long.remainderUnsigned(l, r)));
      case BITWISE_AND -> Optional.of(new UnsignedLiteral(l & r));
      case BITWISE_OR -> Optional.of(new UnsignedLiteral(l | r));
      case BITWISE_XOR -> Optional.of(new UnsignedLiteral(l ^ r));
      default -> compare(operator, Long.compareUnsigned(l, r));
    };
  }

  private static Optional<Expression> shifted(Operator operator, long instant, long by) {
    return switch (operator) {
      case ADD -> Optional.of(new TimeLiteral(instant + by));
      case SUB -> Optional.of(new TimeLiteral(instant - by));
      default -> none();
    };
  }

  private static Optional<Expression> duration(Operator operator, long l, Literal right, ZoneOffsets zone) {
    return switch (right) {
      case DurationLiteral r -> durations(operator, l, r.nanos());
      case NumberLiteral r -> scaled(operator, l, r.value());
      case IntegerLiteral r -> scaled(operator, l, r.value());
      case TimeLiteral r -> operator == Operator.ADD ? Optional.of(new TimeLiteral(r.nanos() + l)) : none();
      case StringLiteral r -> asTime(r.value(), zone).flatMap(t -> duration(operator, l, t, zone));
      default -> none();
    };
  }

  private static Optional<Expression> durations(Operator operator, long l, long r) {
    return switch (operator) {
      case ADD -> Optional.of(new DurationLiteral(l + r));
      case SUB -> Optional.of(new DurationLiteral(l - r));
      default -> compare(operator, Long.compare(l, r));
    };
  }

  private static Optional<Expression> scaled(Operator operator, long nanos, double by) {
    return switch (operator) {
      case MUL -> Optional.of(new DurationLiteral(Numbers.floatToInteger(nanos * by)));
      case DIV -> Optional.of(new DurationLiteral(by == 0 ? 0 : Numbers.floatToInteger(nanos / by)));
      default -> none();
    };
  }

  private static Optional<Expression> scaled(Operator operator, long nanos, long by) {
    return switch (operator) {
      case MUL -> Optional.of(new DurationLiteral(nanos * by));
      case DIV -> Optional.of(new DurationLiteral(by == 0 ? 0 : nanos / by));
      default -> none();
    };
  }

  private static Optional<Expression> time(Operator operator, long l, Literal right, ZoneOffsets zone) {
    return switch (right) {
      case DurationLiteral r -> shifted(operator, l, r.nanos());
      case IntegerLiteral r -> shifted(operator, l, r.value());
      case TimeLiteral r ->
          operator == Operator.SUB
              ? Optional.of(new DurationLiteral(l - r.nanos()))
              : compare(operator, Long.compare(l, r.nanos()));
      case StringLiteral r -> asTime(r.value(), zone).flatMap(t -> time(operator, l, t, zone));
      default -> none();
    };
  }

  private static Optional<Expression> string(Operator operator, String l, Literal right, ZoneOffsets zone) {
    return switch (right) {
      case StringLiteral r -> strings(operator, l, r.value(), zone);
      case DurationLiteral r -> asTime(l, zone).flatMap(t -> time(operator, t.nanos(), r, zone));
      case TimeLiteral r -> asTime(l, zone).flatMap(t -> time(operator, t.nanos(), r, zone));
      case IntegerLiteral r -> asTime(l, zone).flatMap(t -> time(operator, t.nanos(), r, zone));
      default -> none();
    };
  }

  private static Optional<Expression> strings(Operator operator, String l, String r, ZoneOffsets zone) {
    if (operator == Operator.ADD) {
      return Optional.of(new StringLiteral(l + r));
    }
    Optional<TimeLiteral> left = asTime(l, zone);
    Optional<TimeLiteral> right = asTime(r, zone);
    if (left.isPresent() && right.isPresent()) {
      return time(operator, left.get().nanos(), right.get(), zone);
    }
    return switch (operator) {
      case EQ -> bool(l.equals(r));
      case NEQ -> bool(!l.equals(r));
      default -> none();
    };
  }

  private static Optional<TimeLiteral> asTime(String text, ZoneOffsets zone) {
    if (!TimeLiterals.looksLikeTime(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TimeLiteral(TimeLiterals.parse(text, zone).longValueExact()));
    } catch (QueryException | ArithmeticException notATime) {
      // Not readable as an instant: the pair keeps its meaning as text.
      return Optional.empty();
    }
  }
}
