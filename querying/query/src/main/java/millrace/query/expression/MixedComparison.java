package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// A comparison of a signed with an unsigned integer, by what they are and not by their bits.
final class MixedComparison implements ColumnExpression {
  private final Operator operator;
  private final ColumnExpression left;
  private final ColumnExpression right;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  MixedComparison(Operator operator, ColumnExpression left, ColumnExpression right) {
    this.operator = operator;
    this.left = left;
    this.right = right;
  }

  @Override
  public ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector l = left.evaluate(columns, size);
    Vector r = right.evaluate(columns, size);
    boolean leftSigned = left.type() == ColumnType.INTEGER;
    result.ensure(size);
    for (int i = 0; i < size; i++) {
      result.booleans[i] =
          !l.isMissing(i) && !r.isMissing(i) && holds(order(l.integers[i], r.integers[i], leftSigned));
    }
    return result;
  }

  private static int order(long l, long r, boolean leftSigned) {
    if (leftSigned ? l < 0 : r < 0) {
      return leftSigned ? -1 : 1;
    }
    return Long.compareUnsigned(l, r);
  }

  private boolean holds(int order) {
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
