package millrace.query.compile;

import millrace.influxql.Expression;
import millrace.query.QueryException;
import millrace.query.expression.MathFunctions;

/// Refuses conditions that call anything but scalar functions.
final class ConditionCheck {
  private ConditionCheck() {}

  static void check(Expression expression) {
    switch (expression) {
      case Expression.Binary b -> {
        check(b.left());
        check(b.right());
      }
      case Expression.Paren p -> check(p.inner());
      case Expression.IsNull test -> check(test.operand());
      case Expression.Call c -> checkCall(c);
      default -> {}
    }
  }

  private static void checkCall(Expression.Call call) {
    if (!MathFunctions.isMath(call.name())) {
      throw new QueryException("invalid function call in condition: " + call);
    }
    // The reference forgets that log takes a base.
    int arity = call.name().equals("log") ? 1 : MathFunctions.arity(call.name());
    if (call.arguments().size() != arity) {
      throw new QueryException(Arity.message(call.name(), arity, call.arguments().size()));
    }
    call.arguments().forEach(ConditionCheck::check);
  }
}
