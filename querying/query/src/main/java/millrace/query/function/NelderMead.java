package millrace.query.function;

import java.util.function.ToDoubleFunction;

/// The downhill simplex method of Nelder and Mead, with reflection 1, expansion 2, contraction and shrinking by half.
///
/// The objective may change the point it is given; what it leaves there is what counts.
final class NelderMead {
  private static final int MOST_STEPS = 1000;

  private final ToDoubleFunction<double[]> objective;
  private double[][] points;
  private double[] values;
  private int dimensions;

  NelderMead(ToDoubleFunction<double[]> objective) {
    this.objective = objective;
  }

  /// Where the objective is small.
  record Minimum(double value, double[] at) {}

  /// Searches until the values at the corners of the simplex differ by less than `epsilon`.
  Minimum minimize(double[] start, double epsilon) {
    spread(start);
    for (int step = 0; step < MOST_STEPS; step++) {
      improve();
      if (deviation() < epsilon) {
        break;
      }
    }
    int best = smallest();
    double[] at = points[best].clone();
    return new Minimum(objective.applyAsDouble(points[best]), at);
  }

  private void spread(double[] start) {
    dimensions = start.length;
    int n = dimensions;
    double far = (Math.sqrt(n + 1) - 1 + n) / (n * Math.sqrt(2));
    double near = (Math.sqrt(n + 1) - 1) / (n * Math.sqrt(2));
    points = new double[n + 1][];
    values = new double[n + 1];
    for (int i = 0; i <= n; i++) {
      points[i] = start.clone();
      for (int j = 0; i > 0 && j < n; j++) {
        points[i][j] = (i - 1 == j ? far : near) + start[j];
      }
    }
    for (int i = 0; i <= n; i++) {
      values[i] = objective.applyAsDouble(points[i]);
    }
  }

  private void improve() {
    int worst = 0;
    int best = 0;
    for (int i = 0; i <= dimensions; i++) {
      worst = values[i] > values[worst] ? i : worst;
      best = values[i] < values[best] ? i : best;
    }
    int second = best;
    for (int i = 0; i <= dimensions; i++) {
      second = values[i] > values[second] && values[i] < values[worst] ? i : second;
    }
    double[] center = center(worst);
    double[] reflected = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      reflected[i] = center[i] + (center[i] - points[worst][i]);
    }
    double value = objective.applyAsDouble(reflected);
    if (value < values[second] && value >= values[best]) {
      replace(worst, reflected, value);
    }
    if (value < values[best]) {
      expand(worst, center, reflected, value);
    }
    if (value >= values[second]) {
      contract(worst, second, best, center, reflected, value);
    }
  }

  private double[] center(int without) {
    double[] center = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      double sum = 0;
      for (int p = 0; p <= dimensions; p++) {
        if (p != without) {
          sum += points[p][i];
        }
      }
      center[i] = sum / dimensions;
    }
    return center;
  }

  private void expand(int worst, double[] center, double[] reflected, double reflectedValue) {
    double[] expanded = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      expanded[i] = center[i] + 2 * (reflected[i] - center[i]);
    }
    double value = objective.applyAsDouble(expanded);
    if (value < reflectedValue) {
      replace(worst, expanded, value);
    } else {
      replace(worst, reflected, reflectedValue);
    }
  }

  private void contract(
      int worst, int second, int best, double[] center, double[] reflected, double reflectedValue) {
    boolean outside = reflectedValue < values[worst] && reflectedValue >= values[second];
    double[] contracted = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      contracted[i] =
          outside
              ? center[i] + 0.5 * (reflected[i] - center[i])
              : center[i] - 0.5 * (center[i] - points[worst][i]);
    }
    double value = objective.applyAsDouble(contracted);
    if (value < values[worst]) {
      replace(worst, contracted, value);
      return;
    }
    for (int p = 0; p <= dimensions; p++) {
      for (int i = 0; p != best && i < dimensions; i++) {
        points[p][i] = points[best][i] + (points[p][i] - points[best][i]) / 2.0;
      }
    }
    values[worst] = objective.applyAsDouble(points[worst]);
    values[second] = objective.applyAsDouble(points[second]);
  }

  private void replace(int point, double[] by, double value) {
    System.arraycopy(by, 0, points[point], 0, dimensions);
    values[point] = value;
  }

  private double deviation() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / (dimensions + 1);
    double squares = 0;
    for (double value : values) {
      double difference = value - mean;
      squares += difference * difference / dimensions;
    }
    return Math.sqrt(squares);
  }

  private int smallest() {
    int best = 0;
    for (int i = 0; i <= dimensions; i++) {
      best = values[i] < values[best] ? i : best;
    }
    return best;
  }
}
