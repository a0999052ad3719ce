package millrace.query.select;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.VarRef;
import millrace.query.expression.MathFunctions;

/// Finds what the fields of a statement are computed from: calls, each once, and references outside of calls. Both
/// become symbols in what is left of the expressions.
final class ValueMapper {
  private final Map<Expression, VarRef> symbols = new LinkedHashMap<>();

  /// The expression with its calls and references replaced by symbols.
  Expression map(Expression expression) {
    return switch (expression) {
      case VarRef ref -> symbol(ref);
      case Call call when MathFunctions.isMath(call.name()) ->
          new Call(call.name(), call.arguments().stream().map(this::map).toList());
      case Call call -> symbol(call);
      case Binary binary -> new Binary(binary.operator(), map(binary.left()), map(binary.right()));
      case Paren paren -> new Paren(map(paren.inner()));
      default -> expression;
    };
  }

  /// Calls, in order of first appearance.
  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    symbols.keySet().forEach(e -> {
      if (e instanceof Call call) {
        calls.add(call);
      }
    });
    return calls;
  }

  /// References outside of calls, in order of first appearance.
  List<VarRef> references() {
    List<VarRef> references = new ArrayList<>();
    symbols.keySet().forEach(e -> {
      if (e instanceof VarRef ref) {
        references.add(ref);
      }
    });
    return references;
  }

  /// The symbol of a call or reference.
  VarRef symbolOf(Expression expression) {
    return symbols.get(expression);
  }

  private VarRef symbol(Expression expression) {
    return symbols.computeIfAbsent(expression, e -> new VarRef("val" + symbols.size()));
  }
}
