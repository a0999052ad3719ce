package millrace.query.function;

/// Averages of averages. A stage starts when the one before is warm, and until then mirrors it; stages that warm up
/// exponentially start at once.
final class ChainedAverages {
  private ChainedAverages() {}

  private static int warmCount(ExponentialAverage stage, boolean simple, int stages) {
    return simple ? stages * stage.warmCount() : stage.warmCount();
  }

  /// The double exponential moving average.
  static final class Double implements TechnicalAnalysis.Indicator {
    private final boolean simple;
    private final ExponentialAverage first;
    private final ExponentialAverage second;

    Double(int period, boolean simple) {
      this.simple = simple;
      this.first = new ExponentialAverage(period, simple);
      this.second = new ExponentialAverage(period, simple);
    }

    @Override
    public double add(double value) {
      double one = first.add(value);
      double two = first.feeds() ? second.add(one) : one;
      return 2 * one - two;
    }

    @Override
    public int warmCount() {
      return ChainedAverages.warmCount(first, simple, 2);
    }
  }

  /// The triple exponential moving average.
  static final class Triple implements TechnicalAnalysis.Indicator {
    private final boolean simple;
    private final ExponentialAverage first;
    private final ExponentialAverage second;
    private final ExponentialAverage third;

    Triple(int period, boolean simple) {
      this.simple = simple;
      this.first = new ExponentialAverage(period, simple);
      this.second = new ExponentialAverage(period, simple);
      this.third = new ExponentialAverage(period, simple);
    }

    @Override
    public double add(double value) {
      double one = first.add(value);
      double two = first.feeds() ? second.add(one) : one;
      double three = second.feeds() ? third.add(two) : two;
      return 3 * one - 3 * two + three;
    }

    @Override
    public int warmCount() {
      return ChainedAverages.warmCount(first, simple, 3);
    }
  }

  /// The rate of change of three chained averages, in percent.
  static final class TripleDerivative implements TechnicalAnalysis.Indicator {
    private final boolean simple;
    private final ExponentialAverage first;
    private final ExponentialAverage second;
    private final ExponentialAverage third;
    private double last;

    TripleDerivative(int period, boolean simple) {
      this.simple = simple;
      this.first = new ExponentialAverage(period, simple);
      this.second = new ExponentialAverage(period, simple);
      this.third = new ExponentialAverage(period, simple);
    }

    @Override
    public double add(double value) {
      double current = first.add(value);
      if (first.feeds()) {
        current = second.add(current);
        if (second.feeds()) {
          current = third.add(current);
        }
      }
      double rate = ((current / last) - 1) * 100;
      last = current;
      return rate;
    }

    @Override
    public int warmCount() {
      return ChainedAverages.warmCount(first, simple, 3) + 1;
    }
  }
}
