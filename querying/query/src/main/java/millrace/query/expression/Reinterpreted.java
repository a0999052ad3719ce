package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// Integers taken for unsigned integers, or the other way round, by their bits.
final class Reinterpreted implements ColumnExpression {
  private final ColumnExpression inner;
  private final Vector result;

  Reinterpreted(ColumnExpression inner, ColumnType type) {
    this.inner = inner;
    this.result = new Vector(type, 0);
  }

  @Override
  public ColumnType type() {
    return result.type();
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector in = inner.evaluate(columns, size);
    result.integers = in.integers;
    result.missing = in.missing;
    return result;
  }
}
