package millrace.query.function;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.base.ErrorCode;
import millrace.query.QueryException;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// Counts the values of a window up to each of some bounds. A row holds how many values are at most its bound, and the
/// bound as its auxiliary field; the last row has no bound and holds how many there are, where bounds may leave some out.
final class Histogram {
  private static final int MOST_ROWS = 10_000;

  /// Beyond, neighbouring multiples of a width are no longer different numbers.
  private static final double LARGEST_MULTIPLE = 1L << 52;

  private Histogram() {}

  /// @param numbers one width of all buckets, or two and more ascending bounds
  static void emit(Batch points, Batch out, long windowStart, Group group, List<Double> numbers) {
    double[] values = IntStream.range(0, points.size).mapToDouble(points.values::asFloat).sorted().toArray();
    double[] bounds = numbers.size() > 1
        ? numbers.stream().mapToDouble(Double::doubleValue).toArray()
        : multiples(values, numbers.getFirst());
    int count = 0;
    for (double bound : bounds) {
      while (count < values.length && values[count] <= bound) {
        count++;
      }
      out.aux[0].setFloat(add(out, windowStart, group, count), bound);
    }
    if (numbers.size() > 1) {
      out.aux[0].setMissing(add(out, windowStart, group, values.length));
    }
  }

  private static int add(Batch out, long windowStart, Group group, int count) {
    int row = out.add(windowStart, group);
    out.values.setInteger(row, count);
    return row;
  }

  /// The multiples of a width from the first that holds a value to the one that holds all.
  private static double[] multiples(double[] sorted, double width) {
    double first = multiple(sorted[0], width);
    double last = multiple(sorted[sorted.length - 1], width);
    if (last - first >= MOST_ROWS) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED,
          "histogram() would give more than " + MOST_ROWS + " rows for a window: choose a greater width than " + width);
    }
    double[] bounds = new double[(int) (last - first) + 1];
    Arrays.setAll(bounds, i -> (first + i) * width);
    return bounds;
  }

  /// The least whole number that a value is at most so many widths as.
  private static double multiple(double value, double width) {
    double whole = Math.ceil(value / width);
    if (!(Math.abs(whole) < LARGEST_MULTIPLE)) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED, "histogram() cannot tell multiples of " + width + " apart at " + value);
    }
    // A quotient is rounded, so it may be one off.
    if (whole * width < value) {
      return whole + 1;
    }
    return (whole - 1) * width >= value ? whole - 1 : whole;
  }
}
