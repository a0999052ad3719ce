package millrace.query.function;

/// The exponential moving average. Until it has seen its period it is a plain mean, or an exponential one whose weight
/// grows with what it has seen.
final class ExponentialAverage implements TechnicalAnalysis.Indicator {
  private final int period;
  private final boolean simple;
  private final double alpha;
  private double last;
  private int count;

  ExponentialAverage(int period, boolean simple) {
    this(period, simple, 2 / (double) (period + 1));
  }

  ExponentialAverage(int period, boolean simple, double alpha) {
    this.period = period;
    this.simple = simple;
    this.alpha = alpha;
  }

  @Override
  public double add(double value) {
    last = next(value);
    if (count < period) {
      count++;
    }
    return last;
  }

  private double next(double value) {
    if (count == 0) {
      return value;
    }
    if (isWarm()) {
      return (value - last) * alpha + last;
    }
    if (simple) {
      return (last * count + value) / (count + 1);
    }
    double growing = 2 / (double) (count + 2);
    return (value - last) * growing + last;
  }

  boolean isWarm() {
    return count == period;
  }

  /// Whether a following stage may take its values.
  boolean feeds() {
    return !simple || isWarm();
  }

  @Override
  public int warmCount() {
    return period - 1;
  }
}
