package millrace.query.expression;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.Literal;
import millrace.influxql.Expression.NilLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.query.batch.Numbers;

/// The scalar functions: `abs` to `tan`.
public final class MathFunctions {
  private static final Map<String, DoubleUnaryOperator> OF_ONE =
      Map.ofEntries(
          Map.entry("abs", Math::abs),
          Map.entry("sin", Math::sin),
          Map.entry("cos", Math::cos),
          Map.entry("tan", Math::tan),
          Map.entry("asin", Math::asin),
          Map.entry("acos", Math::acos),
          Map.entry("atan", Math::atan),
          Map.entry("exp", Math::exp),
          Map.entry("ln", Math::log),
          Map.entry("log2", MathFunctions::log2),
          Map.entry("log10", Math::log10),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("floor", Math::floor),
          Map.entry("ceil", Math::ceil),
          Map.entry("round", MathFunctions::round));
  private static final Map<String, DoubleBinaryOperator> OF_TWO =
      Map.of("atan2", Math::atan2, "pow", Math::pow, "log", (x, base) -> Math.log(x) / Math.log(base));

  private MathFunctions() {}

  public static boolean isMath(String function) {
    return OF_ONE.containsKey(function) || OF_TWO.containsKey(function);
  }

  /// How many arguments a scalar function takes.
  public static int arity(String function) {
    return OF_TWO.containsKey(function) ? 2 : 1;
  }

  /// Whether integers pass through to an integer result.
  static boolean keepsIntegers(String function) {
    return switch (function) {
      case "abs", "floor", "ceil", "round" -> true;
      default -> false;
    };
  }

  static DoubleUnaryOperator ofOne(String function) {
    return OF_ONE.get(function);
  }

  static DoubleBinaryOperator ofTwo(String function) {
    return OF_TWO.get(function);
  }

  /// The value of a function whose arguments are literals; empty when it is not a scalar function with that many.
  static Optional<Expression> fold(Call call) {
    if (!isMath(call.name()) || call.arguments().size() != arity(call.name())) {
      return Optional.empty();
    }
    Literal first = (Literal) call.arguments().getFirst();
    if (call.arguments().size() == 2) {
      Optional<Double> x = number(first);
      Optional<Double> y = number((Literal) call.arguments().get(1));
      return Optional.of(
          x.isEmpty() || y.isEmpty()
              ? new NilLiteral()
              : new NumberLiteral(ofTwo(call.name()).applyAsDouble(x.get(), y.get())));
    }
    if (keepsIntegers(call.name()) && !(first instanceof NumberLiteral)) {
      return Optional.of(keep(call.name(), first));
    }
    return Optional.of(
        number(first)
            .<Expression>map(x -> new NumberLiteral(ofOne(call.name()).applyAsDouble(x)))
            .orElseGet(NilLiteral::new));
  }

  private static Expression keep(String function, Literal argument) {
    return switch (argument) {
      case IntegerLiteral i -> function.equals("abs") ? new IntegerLiteral(Math.abs(i.value())) : i;
      case UnsignedLiteral u -> u;
      default -> new NilLiteral();
    };
  }

  private static Optional<Double> number(Literal literal) {
    return switch (literal) {
      case NumberLiteral n -> Optional.of(n.value());
      case IntegerLiteral i -> Optional.of((double) i.value());
      case UnsignedLiteral u -> Optional.of(Numbers.unsignedToFloat(u.bits()));
      default -> Optional.empty();
    };
  }

  /// Exact for powers of two.
  private static double log2(double x) {
    if (x > 0 && x < Double.POSITIVE_INFINITY) {
      int exponent = Math.getExponent(x);
      if (exponent >= Double.MIN_EXPONENT) {
        double fraction = x / Math.scalb(1.0, exponent) / 2;
        return fraction == 0.5 ? exponent : exponent + 1 + Math.log(fraction) * (1 / Math.log(2));
      }
    }
    return Math.log(x) * (1 / Math.log(2));
  }

  /// Half away from zero.
  private static double round(double x) {
    double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
    return Math.abs(x - whole) >= 0.5 ? whole + Math.copySign(1, x) : whole;
  }
}
