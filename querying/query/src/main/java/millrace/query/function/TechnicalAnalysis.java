package millrace.query.function;

import java.util.List;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;

/// The functions of technical analysis: an indicator takes every value, and its answer counts once a number of points,
/// the hold period, has passed.
final class TechnicalAnalysis implements Transformation {
  private final Indicator indicator;
  private final long holdPeriod;
  private final boolean dropsInfinite;
  private long count;

  /// Takes values and gives one for each.
  interface Indicator {
    double add(double value);

    /// Values it takes until its answers are meaningful.
    int warmCount();
  }

  private TechnicalAnalysis(Indicator indicator, long holdPeriod, boolean dropsInfinite) {
    this.indicator = indicator;
    this.holdPeriod = holdPeriod < 0 ? indicator.warmCount() : holdPeriod;
    this.dropsInfinite = dropsInfinite;
  }

  static boolean isTechnical(String function) {
    return switch (function) {
      case "exponential_moving_average",
          "double_exponential_moving_average",
          "triple_exponential_moving_average",
          "relative_strength_index",
          "triple_exponential_derivative",
          "kaufmans_efficiency_ratio",
          "kaufmans_adaptive_moving_average",
          "chande_momentum_oscillator" ->
          true;
      default -> false;
    };
  }

  static TechnicalAnalysis of(Call call) {
    List<Expression> arguments = call.arguments();
    int period = (int) ((IntegerLiteral) arguments.get(1)).value();
    long hold = arguments.size() > 2 ? ((IntegerLiteral) arguments.get(2)).value() : -1;
    String warmUp = arguments.size() > 3 ? ((StringLiteral) arguments.get(3)).value() : "";
    boolean simple = warmUp.equals("simple");
    return switch (call.name()) {
      case "exponential_moving_average" -> new TechnicalAnalysis(new ExponentialAverage(period, simple), hold, false);
      case "double_exponential_moving_average" ->
          new TechnicalAnalysis(new ChainedAverages.Double(period, simple), hold, false);
      case "triple_exponential_moving_average" ->
          new TechnicalAnalysis(new ChainedAverages.Triple(period, simple), hold, false);
      case "triple_exponential_derivative" ->
          new TechnicalAnalysis(new ChainedAverages.TripleDerivative(period, simple), hold, true);
      case "relative_strength_index" ->
          new TechnicalAnalysis(new GainsAndLosses.RelativeStrength(period, simple), hold, false);
      case "kaufmans_efficiency_ratio" -> new TechnicalAnalysis(new EfficiencyRatio(period), hold, true);
      case "kaufmans_adaptive_moving_average" -> new TechnicalAnalysis(new AdaptiveAverage(period), hold, true);
      case "chande_momentum_oscillator" ->
          warmUp.isEmpty() || warmUp.equals("none")
              ? new TechnicalAnalysis(new MomentumOscillator(period), hold, false)
              : new TechnicalAnalysis(new GainsAndLosses.Momentum(period, simple), hold, false);
      default -> throw new IllegalArgumentException("not technical: " + call.name());
    };
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      double value = indicator.add(in.values.asFloat(i));
      count++;
      if (count > holdPeriod && !(dropsInfinite && Double.isInfinite(value))) {
        out.values.setFloat(out.add(in.times[i], group), value);
      }
    }
  }
}
