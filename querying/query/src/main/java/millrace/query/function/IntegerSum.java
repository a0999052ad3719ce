package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Adds integers of either kind; overflow wraps.
final class IntegerSum implements Reducer {
  private long sum;

  @Override
  public void add(Batch in, int from, int to) {
    long[] values = in.values.integers;
    long total = sum;
    for (int i = from; i < to; i++) {
      total += values[i];
    }
    sum = total;
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    int row = out.add(windowStart, group);
    out.values.setInteger(row, sum);
    out.clearAux(row);
    sum = 0;
  }
}
