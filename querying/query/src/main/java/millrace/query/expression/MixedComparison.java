package millrace.query.expression;

import millrace.columns.ColumnType;
import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// A comparison of a signed with an unsigned integer, by what they are and not by their bits.
final class MixedComparison extends BinaryPredicate {
  MixedComparison(Operator operator, ColumnExpression left, ColumnExpression right) {
    super(operator, left, right);
  }

  @Override
  void decide(Vector l, Vector r, int size, boolean[] to) {
    boolean leftSigned = left.type() == ColumnType.INTEGER;
    for (int i = 0; i < size; i++) {
      to[i] = !l.isMissing(i) && !r.isMissing(i) && holds(order(l.integers[i], r.integers[i], leftSigned));
    }
  }

  private static int order(long l, long r, boolean leftSigned) {
    if (leftSigned ? l < 0 : r < 0) {
      return leftSigned ? -1 : 1;
    }
    return Long.compareUnsigned(l, r);
  }
}
