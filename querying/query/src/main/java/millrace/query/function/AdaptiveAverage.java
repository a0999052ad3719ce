package millrace.query.function;

/// Kaufman's adaptive moving average: an exponential one whose weight follows the efficiency ratio.
final class AdaptiveAverage implements TechnicalAnalysis.Indicator {
  private static final double SLOW = 2.0 / (30.0 + 1.0);
  private static final double FAST = 2.0 / (2.0 + 1.0);

  private final EfficiencyRatio ratio;
  private double last;

  AdaptiveAverage(int period) {
    this.ratio = new EfficiencyRatio(period);
  }

  @Override
  public double add(double value) {
    if (!ratio.isWarm()) {
      last = ratio.lastPrice();
    }
    double root = ratio.add(value) * (FAST - SLOW) + SLOW;
    last = last + root * root * (value - last);
    return last;
  }

  @Override
  public int warmCount() {
    return ratio.warmCount();
  }
}
