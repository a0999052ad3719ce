package millrace.query.compile;

import java.util.List;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.query.QueryException;

/// What the functions of technical analysis ask of their arguments: a period, a hold period, a way to warm up.
final class TechnicalRules {
  private TechnicalRules() {}

  static void check(Call call) {
    String function = call.name();
    boolean kaufman = function.startsWith("kaufmans_");
    Arity.between(call, 2, kaufman ? 3 : 4);
    List<Expression> arguments = call.arguments();
    atLeast(function, "period", arguments.get(1), 1);
    if (arguments.size() > 2) {
      // The derivative needs one point more before it has anything to compare with.
      atLeast(function, "hold period", arguments.get(2), function.equals("triple_exponential_derivative") ? 1 : 0);
    }
    if (arguments.size() > 3) {
      warmUp(function, arguments.get(3));
    }
  }

  private static void atLeast(String function, String what, Expression argument, long least) {
    if (!(argument instanceof IntegerLiteral integer)) {
      throw new QueryException(function + " " + what + " must be an integer");
    }
    boolean unset = what.equals("hold period") && integer.value() == -1;
    if (integer.value() < least && !unset) {
      throw new QueryException(function + " " + what + " must be greater than or equal to " + least);
    }
  }

  private static void warmUp(String function, Expression argument) {
    if (!(argument instanceof StringLiteral text)) {
      throw new QueryException(function + " warmup type must be a string");
    }
    boolean none = function.equals("chande_momentum_oscillator");
    boolean known =
        switch (text.value()) {
          case "exponential", "simple" -> true;
          case "none" -> none;
          default -> false;
        };
    if (!known) {
      throw new QueryException(
          function + " warmup type must be one of: " + (none ? "'none' " : "") + "'exponential' 'simple'");
    }
  }
}
