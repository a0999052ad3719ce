package millrace.query.function;

import java.util.Arrays;
import millrace.query.QueryException;

/// The Chande momentum oscillator over the changes of a period.
final class MomentumOscillator implements TechnicalAnalysis.Indicator {
  private final int period;

  /// The last changes, as long as the period once so many were seen: a statement may name any period.
  private double[] changes = {0};

  private double previous;
  private double up;
  private double down;
  private int newest;
  private int count;

  MomentumOscillator(int period) {
    if (period < 2) {
      throw new QueryException("chande_momentum_oscillator period must be greater than 1 without a warmup type");
    }
    this.period = period;
  }

  @Override
  public double add(double value) {
    newest = newest + 1 >= period ? 0 : newest + 1;
    if (newest >= changes.length) {
      changes = Arrays.copyOf(changes, (int) Math.min(period, 2L * changes.length));
    }
    double change = count == 0 ? 0 : value - previous;
    remove(changes[newest]);
    if (change > 0) {
      up += change;
    } else {
      down -= change;
    }
    changes[newest] = change;
    previous = value;
    if (count < period) {
      count++;
    }
    return up == 0 && down == 0 ? 0 : 100 * ((up - down) / (up + down));
  }

  private void remove(double change) {
    if (change > 0) {
      up -= change;
    } else {
      down += change;
    }
  }

  @Override
  public int warmCount() {
    return period - 1;
  }
}
