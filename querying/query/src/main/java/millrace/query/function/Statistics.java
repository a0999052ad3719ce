package millrace.query.function;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;

/// Median, deviation, spread and percentile of collected points, in the reference's arithmetic.
final class Statistics {
  private Statistics() {}

  static void median(Batch points, Batch out, long windowStart, Group group) {
    int middle = points.size / 2;
    double value =
        points.type() == ColumnType.FLOAT
            ? medianOfFloats(Arrays.copyOf(points.values.floats, points.size), middle)
            : medianOfIntegers(points.values, points.size, middle);
    addFloat(out, windowStart, group, value);
  }

  private static double medianOfFloats(double[] values, int middle) {
    Arrays.sort(values);
    if (values.length % 2 == 1) {
      return values[middle];
    }
    double low = values[middle - 1];
    return low + (values[middle] - low) / 2;
  }

  private static double medianOfIntegers(Vector vector, int size, int middle) {
    boolean unsigned = vector.type() == ColumnType.UNSIGNED;
    // Flipping the sign bit makes unsigned integers sort as signed ones.
    long flip = unsigned ? Long.MIN_VALUE : 0;
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = vector.integers[i] ^ flip;
    }
    Arrays.sort(values);
    double low = number(values[(size % 2 == 1 ? middle : middle - 1)] ^ flip, unsigned);
    if (size % 2 == 1) {
      return low;
    }
    return low + number(values[middle] - values[middle - 1], unsigned) / 2;
  }

  private static double number(long bits, boolean unsigned) {
    return unsigned ? Numbers.unsignedToFloat(bits) : bits;
  }

  /// The deviation of a sample; of a single point it is not a number.
  static void stddev(Batch points, Batch out, long windowStart, Group group) {
    if (points.size < 2) {
      addFloat(out, windowStart, group, Double.NaN);
      return;
    }
    double[] values = floats(points);
    double mean = 0;
    for (int i = 0; i < points.size; i++) {
      mean += (values[i] - mean) / (i + 1);
    }
    double variance = 0;
    for (int i = 0; i < points.size; i++) {
      double difference = values[i] - mean;
      variance += difference * difference;
    }
    addFloat(out, windowStart, group, Math.sqrt(variance / (points.size - 1)));
  }

  /// The points' values as floats, maybe with others behind them.
  private static double[] floats(Batch points) {
    if (points.type() == ColumnType.FLOAT) {
      return points.values.floats;
    }
    double[] values = new double[points.size];
    for (int i = 0; i < values.length; i++) {
      values[i] = points.values.asFloat(i);
    }
    return values;
  }

  static void spread(Batch points, Batch out, long windowStart, Group group) {
    int low = 0;
    int high = 0;
    for (int i = 1; i < points.size; i++) {
      low = PointOrder.compare(points.values, i, points.values, low) < 0 ? i : low;
      high = PointOrder.compare(points.values, i, points.values, high) > 0 ? i : high;
    }
    int row = out.add(windowStart, group);
    out.clearAux(row);
    if (points.type() == ColumnType.FLOAT) {
      out.values.setFloat(row, points.values.floats[high] - points.values.floats[low]);
    } else {
      out.values.setInteger(row, points.values.integers[high] - points.values.integers[low]);
    }
  }

  /// The point of a rank between 0 and 100, with its own time and auxiliary fields; none when the rank falls outside.
  static void percentile(Batch points, Batch out, double rank) {
    double position = Math.floor(points.size * rank / 100.0 + 0.5) - 1;
    if (!(position >= 0 && position < points.size)) {
      return;
    }
    int[] rows =
        PatternSort.sorted(points.size, (a, b) -> PointOrder.compare(points.values, a, points.values, b) < 0);
    out.append(points, rows[(int) position]);
  }

  /// The value at a rank between 0 and 100, on the line between the two points around it.
  static void interpolatedPercentile(Batch points, Batch out, long windowStart, Group group, double rank) {
    if (!(rank >= 0 && rank <= 100)) {
      return;
    }
    double[] values = new double[points.size];
    for (int i = 0; i < values.length; i++) {
      values[i] = points.values.asFloat(i);
    }
    Arrays.sort(values);
    double position = rank / 100 * (values.length - 1);
    int below = (int) position;
    double above = values[Math.min(below + 1, values.length - 1)];
    addFloat(out, windowStart, group, values[below] + (above - values[below]) * (position - below));
  }

  private static void addFloat(Batch out, long windowStart, Group group, double value) {
    int row = out.add(windowStart, group);
    out.clearAux(row);
    out.values.setFloat(row, value);
  }
}
