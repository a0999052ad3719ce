package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Counts points.
final class CountReducer implements Reducer {
  private long count;

  @Override
  public void add(Batch in, int from, int to) {
    count += to - from;
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    int row = out.add(windowStart, group);
    out.values.setInteger(row, count);
    out.clearAux(row);
    count = 0;
  }
}
