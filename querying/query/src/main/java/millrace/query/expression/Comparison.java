package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// A comparison of two columns of one type. Where either value is missing it does not hold.
final class Comparison extends BinaryPredicate {
  Comparison(Operator operator, ColumnExpression left, ColumnExpression right) {
    super(operator, left, right);
  }

  /// Whether values of a type compare by an operator at all; otherwise the comparison never holds.
  static boolean applies(Operator operator, ColumnType type) {
    return type.isNumeric() || operator == Operator.EQ || operator == Operator.NEQ;
  }

  @Override
  void decide(Vector l, Vector r, int size, boolean[] to) {
    for (int i = 0; i < size; i++) {
      to[i] = !l.isMissing(i) && !r.isMissing(i) && holds(l, r, i);
    }
  }

  private boolean holds(Vector l, Vector r, int i) {
    return switch (left.type()) {
      case FLOAT -> holds(l.floats[i], r.floats[i]);
      case INTEGER -> holds(Long.compare(l.integers[i], r.integers[i]));
      case UNSIGNED -> holds(Long.compareUnsigned(l.integers[i], r.integers[i]));
      case BOOLEAN -> (l.booleans[i] == r.booleans[i]) == (operator == Operator.EQ);
      case STRING, TAG -> l.strings[i].equals(r.strings[i]) == (operator == Operator.EQ);
    };
  }

  private boolean holds(double l, double r) {
    return switch (operator) {
      case EQ -> l == r;
      case NEQ -> l != r;
      case LT -> l < r;
      case LTE -> l <= r;
      case GT -> l > r;
      default -> l >= r;
    };
  }
}
