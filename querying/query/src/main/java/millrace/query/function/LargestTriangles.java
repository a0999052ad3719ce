package millrace.query.function;

import millrace.query.batch.Batch;

/// Picks the points that keep the shape of a line: the first, the last, and from each of equal stretches between the one
/// that spans the largest triangle with the point picked before and the mean of the stretch after. Source: Steinarsson,
/// Downsampling Time Series for Visual Representation, 2013.
final class LargestTriangles {
  private LargestTriangles() {}

  /// Appends the points picked, in the order they came, with their own times and auxiliary fields.
  ///
  /// @param count how many, 3 or more; all points where there are not more
  static void emit(Batch points, Batch out, int count) {
    if (points.size <= count) {
      out.append(points, 0, points.size);
      return;
    }
    double stretch = (double) (points.size - 2) / (count - 2);
    int picked = 0;
    out.append(points, picked);
    for (int i = 0; i < count - 2; i++) {
      int from = (int) (i * stretch) + 1;
      int to = (int) ((i + 1) * stretch) + 1;
      int next = Math.min(points.size, (int) ((i + 2) * stretch) + 1);
      picked = largest(points, picked, from, to, next);
      out.append(points, picked);
    }
    out.append(points, points.size - 1);
  }

  /// @param last the point picked before
  /// @param to end of the stretch to pick from, start of the one after
  private static int largest(Batch points, int last, int from, int to, int next) {
    double meanTime = 0;
    double meanValue = 0;
    for (int i = to; i < next; i++) {
      meanTime += time(points, i) / (next - to);
      meanValue += points.values.asFloat(i) / (next - to);
    }
    double x = time(points, last);
    double y = points.values.asFloat(last);
    int best = from;
    double bestArea = -1;
    for (int i = from; i < to; i++) {
      double area = Math.abs((x - meanTime) * (points.values.asFloat(i) - y) - (x - time(points, i)) * (meanValue - y));
      if (area > bestArea) {
        best = i;
        bestArea = area;
      }
    }
    return best;
  }

  /// From the first point on, so that no digits are lost.
  private static double time(Batch points, int i) {
    return points.times[i] - points.times[0];
  }
}
