package millrace.query.function;

import java.util.ArrayDeque;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;

/// The value a number of points before or after, at each point that has one.
final class Shift implements Transformation {
  private final int count;
  private final boolean fromBefore;
  /// The last `count` points, as rows of batches of one.
  private final ArrayDeque<Batch> kept = new ArrayDeque<>();

  /// @param fromBefore whether values come from points that were seen earlier
  Shift(int count, boolean fromBefore) {
    this.count = count;
    this.fromBefore = fromBefore;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      Batch last = kept.size() == count ? kept.poll() : in.emptyOf(in.type());
      if (last.size > 0) {
        emit(last, in, i, out, group);
      }
      last.size = 0;
      last.add(in.times[i], group);
      last.values.copy(in.values, i, 0);
      kept.add(last);
    }
  }

  private void emit(Batch last, Batch in, int i, Batch out, Group group) {
    if (fromBefore) {
      out.values.copy(last.values, 0, out.add(in.times[i], group));
    } else {
      out.values.copy(in.values, i, out.add(last.times[0], group));
    }
  }
}
