package millrace.query.function;

/// Finds the smoothing parameters that fit a series best, from a grid of starting points, and forecasts with them.
///
/// Parameters are an array: alpha, beta, gamma, phi, the first level, the first trend, and the factors of a season.
/// The objective clamps the first four to 0..1 in place and lets the season's factors run on, so that each evaluation
/// leaves its mark on the simplex; the answers of the reference depend on that.
final class HoltWintersFit {
  private static final double GUESS_WEIGHT = 0.5;
  private static final double GRID_FIRST = 0.3;
  private static final double GRID_END = 1.0;
  private static final double GRID_STEP = 0.4;
  private static final double EPSILON = 1.0e-4;
  private static final int LEVEL = 4;
  private static final int TREND = 5;
  private static final int FACTORS = 6;

  private final double[] series;
  private final int season;
  private final boolean seasonal;
  private final Runnable check;

  /// @param check called before each pass over the series; throws when the search has to stop
  HoltWintersFit(double[] series, int season, Runnable check) {
    this.check = check;
    this.series = series;
    this.season = season;
    this.seasonal = season >= 2;
  }

  /// Values for the time of the series and `horizon` more.
  double[] forecast(int horizon) {
    double[] parameters = guess();
    double[] best = null;
    double least = Double.POSITIVE_INFINITY;
    NelderMead search = new NelderMead(this::squaredError);
    for (double alpha = GRID_FIRST; alpha < GRID_END; alpha += GRID_STEP) {
      for (double beta = GRID_FIRST; beta < GRID_END; beta += GRID_STEP) {
        for (double gamma = GRID_FIRST; gamma < GRID_END; gamma += GRID_STEP) {
          for (double phi = GRID_FIRST; phi < GRID_END; phi += GRID_STEP) {
            parameters[0] = alpha;
            parameters[1] = beta;
            parameters[2] = gamma;
            parameters[3] = phi;
            NelderMead.Minimum found = search.minimize(parameters, EPSILON);
            if (best == null || found.value() < least) {
              least = found.value();
              best = found.at();
            }
          }
        }
      }
    }
    return run(horizon, best);
  }

  private double[] guess() {
    double[] parameters = new double[FACTORS + (seasonal ? season : 0)];
    double level = 0;
    double trend = 0;
    if (!seasonal) {
      level += GUESS_WEIGHT * series[0];
      if (!Double.isNaN(series[1])) {
        trend = GUESS_WEIGHT * (series[1] - series[0]);
      }
    } else {
      for (int i = 0; i < season && i < series.length; i++) {
        if (!Double.isNaN(series[i])) {
          level += (1 / (double) season) * series[i];
        }
      }
      for (int i = 0; i < season && season + i < series.length; i++) {
        if (!Double.isNaN(series[i]) && !Double.isNaN(series[season + i])) {
          trend += 1 / (double) (season * season) * (series[season + i] - series[i]);
        }
      }
      for (int i = 0; i < season && i < series.length; i++) {
        parameters[FACTORS + i] = Double.isNaN(series[i]) ? 0 : series[i] / level;
      }
    }
    parameters[LEVEL] = level;
    parameters[TREND] = trend;
    return parameters;
  }

  private double squaredError(double[] parameters) {
    check.run();
    double[] values = run(0, parameters);
    double error = 0;
    for (int i = 0; i < series.length; i++) {
      if (!Double.isNaN(series[i])) {
        if (Double.isNaN(values[i])) {
          return Double.POSITIVE_INFINITY;
        }
        double difference = values[i] - series[i];
        error += difference * difference;
      }
    }
    return error;
  }

  /// Smooths step by step, every forecast being the next step's observation.
  private double[] run(int horizon, double[] parameters) {
    for (int i = 0; i < 4; i++) {
      parameters[i] = parameters[i] > 1 ? 1 : parameters[i] < 0 ? 0 : parameters[i];
    }
    double alpha = parameters[0];
    double beta = parameters[1];
    double gamma = parameters[2];
    double phi = parameters[3];
    double damping = phi;
    double level = parameters[LEVEL];
    double trend = parameters[TREND];
    double observed = series[0];
    double[] values = new double[series.length + horizon];
    values[0] = observed;
    int shift = season - 1;
    for (int t = 1; t < values.length; t++) {
      double past = 1;
      double ahead = 1;
      if (seasonal) {
        past = parameters[FACTORS + (t - season + shift) % season];
        ahead = parameters[FACTORS + (t - season + t % season + shift) % season];
      }
      double base = level + phi * trend;
      double newLevel = alpha * (observed / past) + (1 - alpha) * base;
      double newTrend = beta * (newLevel - level) + (1 - beta) * phi * trend;
      double factor = gamma * (observed / base) + (1 - gamma) * past;
      observed = (newLevel + damping * newTrend) * ahead;
      level = newLevel;
      trend = newTrend;
      damping += Math.pow(phi, t);
      if (seasonal) {
        parameters[FACTORS + (t + shift) % season] = factor;
        shift++;
      }
      values[t] = observed;
    }
    return values;
  }
}
