package millrace.query.expression;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// A scalar function over columns.
final class MathColumn {
  private MathColumn() {}

  /// A function of one float.
  static final class OfOne implements ColumnExpression {
    private final DoubleUnaryOperator function;
    private final ColumnExpression argument;
    private final Vector result = new Vector(ColumnType.FLOAT, 0);

    OfOne(DoubleUnaryOperator function, ColumnExpression argument) {
      this.function = function;
      this.argument = argument;
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      Vector in = argument.evaluate(columns, size);
      result.ensure(size);
      for (int i = 0; i < size; i++) {
        result.floats[i] = function.applyAsDouble(in.floats[i]);
      }
      Missing.same(in, result, size);
      return result;
    }
  }

  /// A function of two floats.
  static final class OfTwo implements ColumnExpression {
    private final DoubleBinaryOperator function;
    private final ColumnExpression first;
    private final ColumnExpression second;
    private final Vector result = new Vector(ColumnType.FLOAT, 0);

    OfTwo(DoubleBinaryOperator function, ColumnExpression first, ColumnExpression second) {
      this.function = function;
      this.first = first;
      this.second = second;
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      Vector x = first.evaluate(columns, size);
      Vector y = second.evaluate(columns, size);
      result.ensure(size);
      for (int i = 0; i < size; i++) {
        result.floats[i] = function.applyAsDouble(x.floats[i], y.floats[i]);
      }
      Missing.either(x, y, result, size);
      return result;
    }
  }

  /// The absolute value of integers; the smallest one stays as it is.
  static final class IntegerAbs implements ColumnExpression {
    private final ColumnExpression argument;
    private final Vector result = new Vector(ColumnType.INTEGER, 0);

    IntegerAbs(ColumnExpression argument) {
      this.argument = argument;
    }

    @Override
    public ColumnType type() {
      return ColumnType.INTEGER;
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      Vector in = argument.evaluate(columns, size);
      result.ensure(size);
      for (int i = 0; i < size; i++) {
        result.integers[i] = Math.abs(in.integers[i]);
      }
      Missing.same(in, result, size);
      return result;
    }
  }
}
