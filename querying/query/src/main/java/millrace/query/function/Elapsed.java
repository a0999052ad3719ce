package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;

/// The time from point to point in whole units; points at the same time are 0 apart, and going back in time counts
/// negative.
final class Elapsed implements Transformation {
  private final long unitNanos;
  private long previous;
  private boolean started;

  Elapsed(long unitNanos) {
    this.unitNanos = unitNanos;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      long time = in.times[i];
      if (started) {
        out.values.setInteger(out.add(time, group), (time - previous) / unitNanos);
      }
      started = true;
      previous = time;
    }
  }
}
