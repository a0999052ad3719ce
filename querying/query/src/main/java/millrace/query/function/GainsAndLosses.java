package millrace.query.function;

/// Two averages, of what values gained and of what they lost since the value before, the first compared with zero.
final class GainsAndLosses {
  private final ExponentialAverage gains;
  private final ExponentialAverage losses;
  private double previous;
  private double gain;
  private double loss;

  private GainsAndLosses(int period, boolean simple) {
    double alpha = 1 / (double) period;
    this.gains = new ExponentialAverage(period + 1, simple, alpha);
    this.losses = new ExponentialAverage(period + 1, simple, alpha);
  }

  private void add(double value) {
    gain = gains.add(value > previous ? value - previous : 0);
    loss = losses.add(value < previous ? previous - value : 0);
    previous = value;
  }

  /// The relative strength index.
  static final class RelativeStrength implements TechnicalAnalysis.Indicator {
    private final GainsAndLosses averages;

    RelativeStrength(int period, boolean simple) {
      this.averages = new GainsAndLosses(period, simple);
    }

    @Override
    public double add(double value) {
      averages.add(value);
      return 100 - (100 / (1 + averages.gain / averages.loss));
    }

    @Override
    public int warmCount() {
      return averages.gains.warmCount();
    }
  }

  /// The Chande momentum oscillator with smoothed gains and losses.
  static final class Momentum implements TechnicalAnalysis.Indicator {
    private final GainsAndLosses averages;

    Momentum(int period, boolean simple) {
      this.averages = new GainsAndLosses(period, simple);
    }

    @Override
    public double add(double value) {
      averages.add(value);
      return 100 * ((averages.gain - averages.loss) / (averages.gain + averages.loss));
    }

    @Override
    public int warmCount() {
      return averages.gains.warmCount();
    }
  }
}
