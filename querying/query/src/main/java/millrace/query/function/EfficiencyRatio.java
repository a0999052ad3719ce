package millrace.query.function;

import java.util.Arrays;

/// Kaufman's efficiency ratio: how far values came over a period, by how far they went.
final class EfficiencyRatio implements TechnicalAnalysis.Indicator {
  private final int period;

  /// The last values and steps, as long as the period once so many were seen: a statement may name any period.
  private double[] prices = {0};

  private double[] steps = {0};
  private double noise;
  private int newest;
  private int count;

  EfficiencyRatio(int period) {
    this.period = period;
  }

  @Override
  public double add(double value) {
    int oldest = newest + 1 >= period ? 0 : newest + 1;
    if (oldest >= prices.length) {
      int larger = (int) Math.min(period, 2L * prices.length);
      prices = Arrays.copyOf(prices, larger);
      steps = Arrays.copyOf(steps, larger);
    }
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
    return count > period;
  }

  /// The value taken last, zero at first.
  double lastPrice() {
    return prices[newest];
  }

  @Override
  public int warmCount() {
    return period;
  }
}
