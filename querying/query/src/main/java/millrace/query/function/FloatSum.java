package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Adds floats, from left to right.
final class FloatSum implements Reducer {
  private double sum;
  private boolean empty = true;

  @Override
  public void add(Batch in, int from, int to) {
    double[] values = in.values.floats;
    // Starting from the first value and not from zero keeps a sum of negative zeros negative.
    double total = empty ? values[from] : sum + values[from];
    for (int i = from + 1; i < to; i++) {
      total += values[i];
    }
    sum = total;
    empty = false;
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    int row = out.add(windowStart, group);
    out.values.setFloat(row, sum);
    out.clearAux(row);
    empty = true;
  }
}
