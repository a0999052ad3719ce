package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// AND and OR; a missing side counts as false.
final class Logical implements ColumnExpression {
  private final Operator operator;
  private final ColumnExpression left;
  private final ColumnExpression right;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  Logical(Operator operator, ColumnExpression left, ColumnExpression right) {
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
    result.ensure(size);
    for (int i = 0; i < size; i++) {
      boolean x = !l.isMissing(i) && l.booleans[i];
      boolean y = !r.isMissing(i) && r.booleans[i];
      result.booleans[i] = operator == Operator.AND ? x && y : x || y;
    }
    return result;
  }
}
