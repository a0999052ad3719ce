package millrace.query.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import millrace.influxql.Expression;

/// Visits and rebuilds expression trees.
public final class Walk {
  private Walk() {}

  /// Calls `visitor` for an expression and everything in it, outermost and leftmost first.
  public static void each(Expression expression, Consumer<Expression> visitor) {
    visitor.accept(expression);
    switch (expression) {
      case Expression.Binary b -> {
        each(b.left(), visitor);
        each(b.right(), visitor);
      }
      case Expression.Paren p -> each(p.inner(), visitor);
      case Expression.Call c -> c.arguments().forEach(a -> each(a, visitor));
      case Expression.In in -> each(in.operand(), visitor);
      case Expression.IsNull test -> each(test.operand(), visitor);
      case Expression.VarRef v -> {}
      case Expression.Distinct d -> {}
      case Expression.Wildcard w -> {}
      case Expression.Literal l -> {}
    }
  }

  /// Rebuilds an expression from the leaves up, giving every node to `change`.
  public static Expression rebuild(Expression expression, UnaryOperator<Expression> change) {
    return change.apply(
        switch (expression) {
          case Expression.Binary b ->
              new Expression.Binary(b.operator(), rebuild(b.left(), change), rebuild(b.right(), change));
          case Expression.Paren p -> new Expression.Paren(rebuild(p.inner(), change));
          case Expression.Call c ->
              new Expression.Call(c.name(), c.arguments().stream().map(a -> rebuild(a, change)).toList());
          case Expression.In in -> new Expression.In(rebuild(in.operand(), change), in.values(), in.negated());
          case Expression.IsNull test -> new Expression.IsNull(rebuild(test.operand(), change), test.negated());
          default -> expression;
        });
  }

  /// All references in an expression, leftmost first, each once.
  public static List<Expression.VarRef> references(Expression expression) {
    List<Expression.VarRef> found = new ArrayList<>();
    each(
        expression,
        e -> {
          if (e instanceof Expression.VarRef ref && !found.contains(ref)) {
            found.add(ref);
          }
        });
    return found;
  }
}
