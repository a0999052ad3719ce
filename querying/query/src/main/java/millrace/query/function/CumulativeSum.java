package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;

/// The sum of all points so far, at every point; integers wrap.
final class CumulativeSum implements Transformation {
  private final ColumnType type;
  private double sum;
  private long integerSum;

  CumulativeSum(ColumnType type) {
    this.type = type;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      int row = out.add(in.times[i], group);
      if (type == ColumnType.FLOAT) {
        sum += in.values.floats[i];
        out.values.setFloat(row, sum);
      } else {
        integerSum += in.values.integers[i];
        out.values.setInteger(row, integerSum);
      }
    }
  }
}
