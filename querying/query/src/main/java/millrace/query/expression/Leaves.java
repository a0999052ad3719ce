package millrace.query.expression;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// The expressions without operands.
final class Leaves {
  private Leaves() {}

  /// A column.
  record Reference(int index, ColumnType type) implements ColumnExpression {
    @Override
    public Vector evaluate(Vector[] columns, int size) {
      return columns[index];
    }

    @Override
    public int reference() {
      return index;
    }
  }

  /// The same value in every row, kept as long as the rows do not get more.
  static final class Constant implements ColumnExpression {
    private final Vector one;
    private Vector values;

    private Constant(Vector one) {
      this.one = one;
      this.values = one;
    }

    static Constant of(double value) {
      Vector one = new Vector(ColumnType.FLOAT, 1);
      one.floats[0] = value;
      return new Constant(one);
    }

    static Constant of(ColumnType type, long value) {
      Vector one = new Vector(type, 1);
      one.integers[0] = value;
      return new Constant(one);
    }

    static Constant of(boolean value) {
      Vector one = new Vector(ColumnType.BOOLEAN, 1);
      one.booleans[0] = value;
      return new Constant(one);
    }

    static Constant of(String value) {
      Vector one = new Vector(ColumnType.STRING, 1);
      one.strings[0] = value;
      return new Constant(one);
    }

    @Override
    public ColumnType type() {
      return one.type();
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      if (length() < size) {
        values = repeated(size);
      }
      return values;
    }

    private int length() {
      return switch (values.type()) {
        case FLOAT -> values.floats.length;
        case INTEGER, UNSIGNED -> values.integers.length;
        case BOOLEAN -> values.booleans.length;
        case STRING, TAG -> values.strings.length;
      };
    }

    private Vector repeated(int size) {
      Vector vector = new Vector(one.type(), size);
      switch (one.type()) {
        case FLOAT -> Arrays.fill(vector.floats, one.floats[0]);
        case INTEGER, UNSIGNED -> Arrays.fill(vector.integers, one.integers[0]);
        case BOOLEAN -> Arrays.fill(vector.booleans, one.booleans[0]);
        case STRING, TAG -> Arrays.fill(vector.strings, one.strings[0]);
      }
      return vector;
    }
  }

  /// No value in any row.
  static final class Nothing implements ColumnExpression {
    private Vector nulls = Vector.nulls(ColumnType.FLOAT, 0);

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      if (nulls.floats.length < size) {
        nulls = Vector.nulls(ColumnType.FLOAT, size);
      }
      return nulls;
    }

    @Override
    public boolean isNull() {
      return true;
    }
  }

  /// Another expression's numbers as floats.
  static final class Widened implements ColumnExpression {
    private final ColumnExpression inner;
    private final Vector result = new Vector(ColumnType.FLOAT, 0);

    Widened(ColumnExpression inner) {
      this.inner = inner;
    }

    static ColumnExpression of(ColumnExpression inner) {
      return inner.type() == ColumnType.FLOAT ? inner : new Widened(inner);
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public Vector evaluate(Vector[] columns, int size) {
      Vector in = inner.evaluate(columns, size);
      result.ensure(size);
      for (int i = 0; i < size; i++) {
        result.floats[i] = in.asFloat(i);
      }
      Missing.same(in, result, size);
      return result;
    }
  }
}
