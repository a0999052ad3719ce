package millrace.query.expression;

import millrace.influxql.Operator;
import millrace.query.batch.Vector;

/// AND and OR; a missing side counts as false.
final class Logical extends BinaryPredicate {
  Logical(Operator operator, ColumnExpression left, ColumnExpression right) {
    super(operator, left, right);
  }

  @Override
  void decide(Vector l, Vector r, int size, boolean[] to) {
    for (int i = 0; i < size; i++) {
      boolean x = !l.isMissing(i) && l.booleans[i];
      boolean y = !r.isMissing(i) && r.booleans[i];
      to[i] = operator == Operator.AND ? x && y : x || y;
    }
  }
}
