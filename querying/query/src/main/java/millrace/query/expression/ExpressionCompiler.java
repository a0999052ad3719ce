package millrace.query.expression;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;

/// Turns expressions into [ColumnExpression]s. What has no meaning for its operands' types has no value; a comparison
/// that has none does not hold.
public final class ExpressionCompiler {
  private final Function<VarRef, Optional<Column>> columns;
  private final boolean floatDivision;

  /// @param columns where a reference finds its values; empty for one that has none
  /// @param floatDivision whether an integer divided by an integer is a float, as in SELECT and not in WHERE
  public ExpressionCompiler(Function<VarRef, Optional<Column>> columns, boolean floatDivision) {
    this.columns = columns;
    this.floatDivision = floatDivision;
  }

  /// Where the values of a reference are.
  public record Column(int index, ColumnType type) {}

  public ColumnExpression compile(Expression expression) {
    return switch (expression) {
      case VarRef ref ->
          columns
              .apply(ref)
              .<ColumnExpression>map(c -> new Leaves.Reference(c.index(), c.type()))
              .orElseGet(Leaves.Nothing::new);
      case Paren paren -> compile(paren.inner());
      case Binary binary -> compile(binary);
      case Call call -> compile(call);
      case Expression.In in -> compile(in.asComparisons());
      case Expression.IsNull test -> nullTest(test);
      case NumberLiteral n -> Leaves.Constant.of(n.value());
      case IntegerLiteral i -> Leaves.Constant.of(ColumnType.INTEGER, i.value());
      case UnsignedLiteral u -> Leaves.Constant.of(ColumnType.UNSIGNED, u.bits());
      case StringLiteral s -> Leaves.Constant.of(s.value());
      case BooleanLiteral b -> Leaves.Constant.of(b.value());
      case DurationLiteral d -> new Leaves.Nothing();
      case Expression.CalendarLiteral c -> new Leaves.Nothing();
      case Expression.TimeLiteral t -> new Leaves.Nothing();
      case Expression.NilLiteral n -> new Leaves.Nothing();
      case Expression.RegexLiteral r -> new Leaves.Nothing();
      case Expression.Wildcard w -> new Leaves.Nothing();
      case Expression.Distinct d -> new Leaves.Nothing();
    };
  }

  /// A tag that a series does not have is an empty text.
  private ColumnExpression nullTest(Expression.IsNull test) {
    boolean isTag = test.operand().unwrapped() instanceof VarRef ref && ref.type() == DataType.TAG;
    return isTag
        ? compile(new Binary(test.negated() ? Operator.NEQ : Operator.EQ, test.operand(), new StringLiteral("")))
        : new NullTest(compile(test.operand()), test.negated());
  }

  private ColumnExpression compile(Binary binary) {
    Operator operator = binary.operator();
    ColumnExpression left = compile(binary.left());
    if (operator.isRegex()) {
      return regex(binary, left);
    }
    ColumnExpression right = compile(binary.right());
    if (operator.isLogical()) {
      return logical(operator, left, right);
    }
    return operator.isComparison() ? comparison(operator, left, right) : arithmetic(operator, left, right);
  }

  private static ColumnExpression regex(Binary binary, ColumnExpression text) {
    if (text.type() != ColumnType.STRING || !(binary.right() instanceof RegexLiteral regex)) {
      return Leaves.Constant.of(false);
    }
    return new RegexMatch(text, Pattern.compile(regex.pattern()), binary.operator() == Operator.EQ_REGEX);
  }

  private static ColumnExpression logical(Operator operator, ColumnExpression left, ColumnExpression right) {
    return new Logical(operator, condition(left), condition(right));
  }

  private static ColumnExpression condition(ColumnExpression side) {
    return side.type() == ColumnType.BOOLEAN ? side : Leaves.Constant.of(false);
  }

  private static ColumnExpression comparison(Operator operator, ColumnExpression left, ColumnExpression right) {
    if (left.isNull() || right.isNull()) {
      return Leaves.Constant.of(false);
    }
    ColumnType l = left.type();
    ColumnType r = right.type();
    if (l.isNumeric() && r.isNumeric()) {
      if (l == r) {
        return new Comparison(operator, left, right);
      }
      if (l == ColumnType.FLOAT || r == ColumnType.FLOAT) {
        return new Comparison(operator, Leaves.Widened.of(left), Leaves.Widened.of(right));
      }
      return new MixedComparison(operator, left, right);
    }
    return l == r && Comparison.applies(operator, l)
        ? new Comparison(operator, left, right)
        : Leaves.Constant.of(false);
  }

  private ColumnExpression arithmetic(Operator operator, ColumnExpression left, ColumnExpression right) {
    if (BooleanBits.applies(operator, left)) {
      boolean fits = !right.isNull() && right.type() == ColumnType.BOOLEAN;
      return new BooleanBits(operator, left, fits ? Optional.of(right) : Optional.empty());
    }
    if (left.isNull() || right.isNull()) {
      return new Leaves.Nothing();
    }
    ColumnType l = left.type();
    ColumnType r = right.type();
    if (l != r && !(l.isNumeric() && r.isNumeric())) {
      return new Leaves.Nothing();
    }
    ColumnType common = common(l, r);
    if (!Arithmetic.applies(operator, common)) {
      return new Leaves.Nothing();
    }
    if (common == ColumnType.FLOAT || (common == ColumnType.INTEGER && operator == Operator.DIV && floatDivision)) {
      return new Arithmetic(operator, Leaves.Widened.of(left), Leaves.Widened.of(right));
    }
    return new Arithmetic(operator, asBits(left, common), asBits(right, common));
  }

  /// What two operands of equal type, or two numbers, are computed as.
  private static ColumnType common(ColumnType l, ColumnType r) {
    if (l == r) {
      return l;
    }
    return l == ColumnType.FLOAT || r == ColumnType.FLOAT ? ColumnType.FLOAT : ColumnType.UNSIGNED;
  }

  private static ColumnExpression asBits(ColumnExpression side, ColumnType type) {
    return side.type() == type ? side : new Reinterpreted(side, type);
  }

  private ColumnExpression compile(Call call) {
    if (!MathFunctions.isMath(call.name())) {
      return new Leaves.Nothing();
    }
    List<ColumnExpression> arguments = call.arguments().stream().map(this::compile).toList();
    if (arguments.stream().anyMatch(a -> a.isNull() || !a.type().isNumeric())) {
      return new Leaves.Nothing();
    }
    ColumnExpression first = arguments.getFirst();
    if (arguments.size() == 2) {
      return new MathColumn.OfTwo(
          MathFunctions.ofTwo(call.name()), Leaves.Widened.of(first), Leaves.Widened.of(arguments.get(1)));
    }
    if (first.type() != ColumnType.FLOAT && MathFunctions.keepsIntegers(call.name())) {
      return first.type() == ColumnType.INTEGER && call.name().equals("abs") ? new MathColumn.IntegerAbs(first) : first;
    }
    return new MathColumn.OfOne(MathFunctions.ofOne(call.name()), Leaves.Widened.of(first));
  }
}
