package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// An arithmetic operator over two columns of one type: floats, integers or unsigned integers. Division by
/// zero is zero; integers wrap.
final class Arithmetic implements ColumnExpression {
  private final Operator operator;
  private final ColumnExpression left;
  private final ColumnExpression right;
  private final Vector result;

  /// @param left of the type of the result, as `right` is
  Arithmetic(Operator operator, ColumnExpression left, ColumnExpression right) {
    this.operator = operator;
    this.left = left;
    this.right = right;
    this.result = new Vector(left.type(), 0);
  }

  @Override
  public ColumnType type() {
    return result.type();
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector l = left.evaluate(columns, size);
    Vector r = right.evaluate(columns, size);
    result.ensure(size);
    switch (type()) {
      case FLOAT -> floats(l.floats, r.floats, result.floats, size);
      case INTEGER -> integers(l.integers, r.integers, result.integers, size);
      case UNSIGNED -> unsigned(l.integers, r.integers, result.integers, size);
      case BOOLEAN, STRING, TAG -> throw new IllegalStateException("arithmetic over " + type());
    }
    Missing.either(l, r, result, size);
    return result;
  }

  /// Whether an operator has a meaning for a type.
  static boolean applies(Operator operator, ColumnType type) {
    return switch (type) {
      case FLOAT -> !operator.isBitwise();
      case INTEGER, UNSIGNED -> true;
      case BOOLEAN, STRING, TAG -> false;
    };
  }

  private void floats(double[] l, double[] r, double[] to, int size) {
    switch (operator) {
      case ADD -> {
        for (int i = 0; i < size; i++) to[i] = l[i] + r[i];
      }
      case SUB -> {
        for (int i = 0; i < size; i++) to[i] = l[i] - r[i];
      }
      case MUL -> {
        for (int i = 0; i < size; i++) to[i] = l[i] * r[i];
      }
      case DIV -> {
        for (int i = 0; i < size; i++) to[i] = r[i] == 0 ? 0 : l[i] / r[i];
      }
      case MOD -> {
        for (int i = 0; i < size; i++) to[i] = l[i] % r[i];
      }
      default -> throw new IllegalStateException(operator + " over floats");
    }
  }

  private void integers(long[] l, long[] r, long[] to, int size) {
    switch (operator) {
      case DIV -> {
        for (int i = 0; i < size; i++) to[i] = r[i] == 0 ? 0 : l[i] / r[i];
      }
      case MOD -> {
        for (int i = 0; i < size; i++) to[i] = r[i] == 0 ? 0 : l[i] % r[i];
      }
      default -> bits(l, r, to, size);
    }
  }

  private void unsigned(long[] l, long[] r, long[] to, int size) {
    switch (operator) {
      case DIV -> {
        for (int i = 0; i < size; i++) to[i] = r[i] == 0 ? 0 : Long.divideUnsigned(l[i], r[i]);
      }
      case MOD -> {
        for (int i = 0; i < size; i++) to[i] = r[i] == 0 ? 0 : Long.remainderUnsigned(l[i], r[i]);
      }
      default -> bits(l, r, to, size);
    }
  }

  /// What is the same for both kinds of integers.
  private void bits(long[] l, long[] r, long[] to, int size) {
    switch (operator) {
      case ADD -> {
        for (int i = 0; i < size; i++) to[i] = l[i] + r[i];
      }
      case SUB -> {
        for (int i = 0; i < size; i++) to[i] = l[i] - r[i];
      }
      case MUL -> {
        for (int i = 0; i < size; i++) to[i] = l[i] * r[i];
      }
      case BITWISE_AND -> {
        for (int i = 0; i < size; i++) to[i] = l[i] & r[i];
      }
      case BITWISE_OR -> {
        for (int i = 0; i < size; i++) to[i] = l[i] | r[i];
      }
      case BITWISE_XOR -> {
        for (int i = 0; i < size; i++) to[i] = l[i] ^ r[i];
      }
      default -> throw new IllegalStateException(operator + " over integers");
    }
  }
}
