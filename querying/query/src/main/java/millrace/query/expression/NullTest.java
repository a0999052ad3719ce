package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// Whether there is no value, or when negated whether there is one. What is not a number is no value.
final class NullTest implements ColumnExpression {
  private final ColumnExpression operand;
  private final boolean negated;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  NullTest(ColumnExpression operand, boolean negated) {
    this.operand = operand;
    this.negated = negated;
  }

  @Override
  public ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector values = operand.evaluate(columns, size);
    result.ensure(size);
    result.setPresent(0, size);
    for (int i = 0; i < size; i++) {
      boolean isNull = values.isMissing(i)
          || values.type() == ColumnType.FLOAT && Double.isNaN(values.floats[i]);
      result.booleans[i] = isNull != negated;
    }
    return result;
  }
}
