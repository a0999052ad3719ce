package millrace.query.function;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;

/// The area under the points by trapezoids, per window. Where a window ends between two points, the value there is
/// interpolated. Of points at one time the last counts.
///
/// For integers the interpolated value stands in for the next point's and the previous point's value is kept, as the
/// reference does; and without an interval they start at the lower bound of time, where floats start at the epoch.
final class Integral implements Transformation {
  private final Windows windows;
  private final boolean ascending;
  private final long unitNanos;
  private final boolean floats;
  private boolean started;
  private long time;
  private double value;
  private double sum;
  private long windowStart;
  private long windowEnd;

  Integral(Windows windows, boolean ascending, long unitNanos, boolean floats) {
    this.windows = windows;
    this.ascending = ascending;
    this.unitNanos = unitNanos;
    this.floats = floats;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      if (!started) {
        started = true;
        openWindow(in.times[i]);
      } else if (in.times[i] != time) {
        step(in.times[i], in.values.asFloat(i), out, group);
      }
      time = in.times[i];
      value = in.values.asFloat(i);
    }
  }

  @Override
  public void finish(Batch out, Group group) {
    if (started && time != windowStart) {
      emit(out, group);
    }
  }

  private void openWindow(long instant) {
    if (!windows.isSingle() || !floats) {
      long start = windows.start(instant);
      long end = windows.end(instant);
      windowStart = ascending ? start : end;
      windowEnd = ascending ? end : start;
    }
  }

  private void step(long now, double next, Batch out, Group group) {
    if ((!windows.isSingle() || !floats) && (ascending ? now >= windowEnd : now <= windowEnd)) {
      if (time != windowEnd) {
        double slope = (next - value) / (double) (now - time);
        double atEnd = slope * (double) (windowEnd - time) + value;
        addArea(windowEnd, atEnd);
        time = windowEnd;
        if (floats) {
          value = atEnd;
        } else {
          next = atEnd;
        }
      }
      emit(out, group);
      openWindow(now);
      sum = 0;
    }
    addArea(now, next);
  }

  private void addArea(long to, double atEnd) {
    double elapsed = (double) (to - time) / (double) unitNanos;
    sum += 0.5 * (atEnd + value) * elapsed;
  }

  private void emit(Batch out, Group group) {
    out.values.setFloat(out.add(windowStart == InfluxTime.MIN ? 0 : windowStart, group), sum);
  }
}
