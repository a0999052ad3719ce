package millrace.query.function;

import java.util.stream.Stream;

/// Averages of averages. A stage starts when the one before is warm, and until then mirrors it; stages that warm up
/// exponentially start at once.
abstract sealed class ChainedAverages implements TechnicalAnalysis.Indicator {
  private final boolean simple;
  private final ExponentialAverage[] stages;

  private ChainedAverages(int stages, int period, boolean simple) {
    this.simple = simple;
    this.stages =
        Stream.generate(() -> new ExponentialAverage(period, simple)).limit(stages).toArray(ExponentialAverage[]::new);
  }

  /// What a stage makes of the value of the stage before it, which starts the stage or is mirrored.
  final double add(int stage, double value) {
    return stage == 0 || stages[stage - 1].feeds() ? stages[stage].add(value) : value;
  }

  @Override
  public int warmCount() {
    return simple ? stages.length * stages[0].warmCount() : stages[0].warmCount();
  }

  /// The double exponential moving average.
  static final class Double extends ChainedAverages {
    Double(int period, boolean simple) {
      super(2, period, simple);
    }

    @Override
    public double add(double value) {
      double one = add(0, value);
      double two = add(1, one);
      return 2 * one - two;
    }
  }

  /// The triple exponential moving average.
  static final class Triple extends ChainedAverages {
    Triple(int period, boolean simple) {
      super(3, period, simple);
    }

    @Override
    public double add(double value) {
      double one = add(0, value);
      double two = add(1, one);
      double three = add(2, two);
      return 3 * one - 3 * two + three;
    }
  }

  /// The rate of change of three chained averages, in percent.
  static final class TripleDerivative extends ChainedAverages {
    private double last;

    TripleDerivative(int period, boolean simple) {
      super(3, period, simple);
    }

    @Override
    public double add(double value) {
      double current = add(2, add(1, add(0, value)));
      double rate = ((current / last) - 1) * 100;
      last = current;
      return rate;
    }

    @Override
    public int warmCount() {
      return super.warmCount() + 1;
    }
  }
}
