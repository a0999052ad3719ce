package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;

/// How much a counter grew over the points of a window, in the order of time. A value below the one before is a counter
/// that began again at zero: all of it is growth.
final class Counters {
  private Counters() {}

  /// The growth, of the points' own type; nothing for a single point.
  static void increase(Batch points, Batch out, long windowStart, Group group) {
    if (points.size < 2) {
      return;
    }
    int row = out.add(windowStart, group);
    out.clearAux(row);
    if (points.type() == ColumnType.FLOAT) {
      out.values.setFloat(row, growth(points));
    } else {
      out.values.setInteger(row, integerGrowth(points));
    }
  }

  /// The growth per unit of the time between the first and the last point; nothing where no time lies between.
  static void rate(Batch points, Batch out, long windowStart, Group group, long unitNanos) {
    long elapsed = Math.abs(points.times[points.size - 1] - points.times[0]);
    if (points.size < 2 || elapsed == 0) {
      return;
    }
    double growth = switch (points.type()) {
      case FLOAT -> growth(points);
      case UNSIGNED -> Numbers.unsignedToFloat(integerGrowth(points));
      default -> integerGrowth(points);
    };
    int row = out.add(windowStart, group);
    out.clearAux(row);
    out.values.setFloat(row, growth / ((double) elapsed / unitNanos));
  }

  private static double growth(Batch points) {
    double sum = 0;
    for (int i = 1; i < points.size; i++) {
      double before = points.values.floats[earlier(points, i)];
      double after = points.values.floats[later(points, i)];
      sum += after < before ? after : after - before;
    }
    return sum;
  }

  private static long integerGrowth(Batch points) {
    long sum = 0;
    for (int i = 1; i < points.size; i++) {
      int earlier = earlier(points, i);
      int later = later(points, i);
      boolean reset = PointOrder.compare(points.values, later, points.values, earlier) < 0;
      sum += points.values.integers[later] - (reset ? 0 : points.values.integers[earlier]);
    }
    return sum;
  }

  /// Points come up or down in time.
  private static int earlier(Batch points, int i) {
    return points.times[0] <= points.times[points.size - 1] ? i - 1 : i;
  }

  private static int later(Batch points, int i) {
    return points.times[0] <= points.times[points.size - 1] ? i : i - 1;
  }
}
