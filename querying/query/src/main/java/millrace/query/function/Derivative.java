package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;
import millrace.query.iterator.Transformation;

/// The change from point to point per unit of time. A point at the same time as the one before is left out. Going back
/// in time, the step of time counts positive, which turns the sign of the result.
final class Derivative implements Transformation {
  private final long unitNanos;
  private final boolean nonNegative;
  private final boolean ascending;
  private final ColumnType type;
  private boolean started;
  private long time;
  private double number;
  private long integer;

  Derivative(long unitNanos, boolean nonNegative, boolean ascending, ColumnType type) {
    this.unitNanos = unitNanos;
    this.nonNegative = nonNegative;
    this.ascending = ascending;
    this.type = type;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      if (!started || in.times[i] != time) {
        step(in, i, out, group);
      }
    }
  }

  private void step(Batch in, int i, Batch out, Group group) {
    long now = in.times[i];
    if (started) {
      double change = change(in.values, i);
      long elapsed = ascending ? now - time : time - now;
      if (!(nonNegative && change < 0)) {
        double value = elapsed > 0 ? change / ((double) elapsed / (double) unitNanos) : 0;
        out.values.setFloat(out.add(now, group), value);
      }
    }
    started = true;
    time = now;
    keep(in.values, i);
  }

  private void keep(Vector values, int i) {
    if (type == ColumnType.FLOAT) {
      number = values.floats[i];
    } else {
      integer = values.integers[i];
    }
  }

  private double change(Vector values, int i) {
    return switch (type) {
      case FLOAT -> values.floats[i] - number;
      case UNSIGNED ->
          Long.compareUnsigned(values.integers[i], integer) >= 0
              ? Numbers.unsignedToFloat(values.integers[i] - integer)
              : -Numbers.unsignedToFloat(integer - values.integers[i]);
      default -> values.integers[i] - integer;
    };
  }
}
