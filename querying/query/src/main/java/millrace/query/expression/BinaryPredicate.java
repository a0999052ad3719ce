package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// An operator whose two columns give a truth value for every row; it is never missing.
abstract sealed class BinaryPredicate implements ColumnExpression permits Comparison, Logical, MixedComparison {
  final Operator operator;
  final ColumnExpression left;
  final ColumnExpression right;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  BinaryPredicate(Operator operator, ColumnExpression left, ColumnExpression right) {
    this.operator = operator;
    this.left = left;
    this.right = right;
  }

  @Override
  public final ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public final Vector evaluate(Vector[] columns, int size) {
    Vector l = left.evaluate(columns, size);
    Vector r = right.evaluate(columns, size);
    result.ensure(size);
    decide(l, r, size, result.booleans);
    return result;
  }

  /// Writes the truth of rows 0 to `size` - 1.
  abstract void decide(Vector l, Vector r, int size, boolean[] to);

  /// Whether two values compare as the operator asks.
  ///
  /// @param order below, at or above 0, as the left value is to the right
  final boolean holds(int order) {
    return switch (operator) {
      case EQ -> order == 0;
      case NEQ -> order != 0;
      case LT -> order < 0;
      case LTE -> order <= 0;
      case GT -> order > 0;
      default -> order >= 0;
    };
  }
}
