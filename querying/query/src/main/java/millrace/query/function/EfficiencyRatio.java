package millrace.query.function;

/// Kaufman's efficiency ratio: how far values came over a period, by how far they went.
final class EfficiencyRatio implements TechnicalAnalysis.Indicator {
  private final double[] prices;
  private final double[] steps;
  private double noise;
  private int newest;
  private int count;

  EfficiencyRatio(int period) {
    this.prices = new double[period];
    this.steps = new double[period];
  }

  @Override
  public double add(double value) {
    int oldest = newest + 1 >= prices.length ? 0 : newest + 1;
    double signal = Math.abs(value - prices[oldest]);
    double step = Math.abs(value - prices[newest]);
    noise -= steps[oldest];
    noise += step;
    newest = oldest;
    prices[newest] = value;
    steps[newest] = step;
    if (!isWarm()) {
      count++;
    }
    return signal == 0 || noise == 0 ? 0 : signal / noise;
  }

  /// Whether a whole period lies behind the value taken last.
  boolean isWarm() {
    return count > prices.length;
  }

  /// The value taken last, zero at first.
  double lastPrice() {
    return prices[newest];
  }

  @Override
  public int warmCount() {
    return prices.length;
  }
}
