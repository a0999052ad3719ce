package millrace.query.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Literal;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Operator;

/// Folds constant parts of an expression.
///
/// @param scope what calls mean; without one they stay as they are
/// @param knowsNow whether `now()` is an instant; else it stays a call
public record Folding(Optional<Scope> scope, boolean knowsNow) {
  /// Folds literals only; calls stay.
  public static final Folding LITERALS = new Folding(Optional.empty(), false);

  /// Folds `now()` to the scope's instant, and scalar functions of constants.
  public static Folding in(Scope scope) {
    return new Folding(Optional.of(scope), true);
  }

  /// Folds scalar functions of constants, as in the fields of a statement, where `now()` means nothing.
  public static Folding ofFields(Scope scope) {
    return new Folding(Optional.of(scope), false);
  }

  /// The folded expression, without parentheses around the whole.
  public Expression fold(Expression expression) {
    Expression folded = reduce(expression);
    return folded instanceof Paren paren ? paren.inner() : folded;
  }

  /// The folded expression; parentheses stay around what is still a binary expression.
  Expression reduce(Expression expression) {
    return switch (expression) {
      case Binary binary -> reduceBinary(binary);
      case Call call -> reduceCall(call);
      case Paren paren -> reduceParen(paren);
      default -> expression;
    };
  }

  private Expression reduceParen(Paren paren) {
    Expression inner = reduce(paren.inner());
    return inner instanceof Binary ? new Paren(inner) : inner;
  }

  private Expression reduceCall(Call call) {
    List<Expression> arguments = new ArrayList<>();
    boolean constant = true;
    for (Expression argument : call.arguments()) {
      Expression reduced = reduce(argument);
      constant &= reduced instanceof Literal;
      arguments.add(reduced);
    }
    Call reduced = new Call(call.name(), arguments);
    if (!constant || scope.isEmpty()) {
      return reduced;
    }
    if (knowsNow && call.name().equals("now") && arguments.isEmpty()) {
      return new TimeLiteral(scope.get().nowNanos());
    }
    return MathFunctions.fold(reduced).orElse(reduced);
  }

  private Expression reduceBinary(Binary binary) {
    Operator operator = binary.operator();
    Expression left = reduce(binary.left());
    Expression right = reduce(binary.right());
    if (operator.isLogical()) {
      Optional<Expression> decided = shortCircuit(operator, left, right);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    if (left instanceof Literal l && right instanceof Literal r) {
      Optional<Expression> value = LiteralArithmetic.apply(operator, l, r, scope);
      if (value.isPresent()) {
        return value.get();
      }
    }
    return new Binary(operator, left, right);
  }

  private static Optional<Expression> shortCircuit(Operator operator, Expression left, Expression right) {
    boolean decisive = operator == Operator.OR;
    BooleanLiteral deciding = new BooleanLiteral(decisive);
    BooleanLiteral neutral = new BooleanLiteral(!decisive);
    if (left.equals(deciding) || right.equals(deciding)) {
      return Optional.of(deciding);
    }
    if (left.equals(neutral)) {
      return Optional.of(right);
    }
    return right.equals(neutral) ? Optional.of(left) : Optional.empty();
  }
}
