package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Reducer;

/// Picks one point: the smallest, largest, first or last. The result keeps the point's time and auxiliary fields.
final class PointSelector implements Reducer {
  private final PointOrder order;
  private final Batch best;

  /// @param best an empty batch to keep the point in
  PointSelector(PointOrder order, Batch best) {
    this.order = order;
    this.best = best;
  }

  @Override
  public void add(Batch in, int from, int to) {
    int leader = from;
    for (int i = from + 1; i < to; i++) {
      if (order.isBetter(in, i, in, leader)) {
        leader = i;
      }
    }
    if (best.size == 0 || order.isBetter(in, leader, best, 0)) {
      best.size = 0;
      best.append(in, leader);
    }
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    out.append(best, 0);
    out.groups[out.size - 1] = group;
    best.size = 0;
  }
}
