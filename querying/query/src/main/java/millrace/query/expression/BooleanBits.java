package millrace.query.expression;

import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// `&`, `|` or `^` whose left side is a boolean. The left side decides whether there is a value; a right side that is
/// missing or no boolean makes the value false.
final class BooleanBits implements ColumnExpression {
  private final Operator operator;
  private final ColumnExpression left;
  private final Optional<ColumnExpression> right;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  /// @param right the other side if it is a boolean
  BooleanBits(Operator operator, ColumnExpression left, Optional<ColumnExpression> right) {
    this.operator = operator;
    this.left = left;
    this.right = right;
  }

  static boolean applies(Operator operator, ColumnExpression left) {
    return operator.isBitwise() && !left.isNull() && left.type() == ColumnType.BOOLEAN;
  }

  @Override
  public ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector l = left.evaluate(columns, size);
    Optional<Vector> r = right.map(side -> side.evaluate(columns, size));
    result.ensure(size);
    for (int i = 0; i < size; i++) {
      result.booleans[i] = r.isPresent() && !r.get().isMissing(i) && combined(l.booleans[i], r.get().booleans[i]);
    }
    Missing.same(l, result, size);
    return result;
  }

  private boolean combined(boolean l, boolean r) {
    return switch (operator) {
      case BITWISE_AND -> l & r;
      case BITWISE_OR -> l | r;
      default -> l ^ r;
    };
  }
}
