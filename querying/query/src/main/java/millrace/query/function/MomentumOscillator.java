package millrace.query.function;

import millrace.query.QueryException;

/// The Chande momentum oscillator over the changes of a period.
final class MomentumOscillator implements TechnicalAnalysis.Indicator {
  private final double[] changes;
  private double previous;
  private double up;
  private double down;
  private int newest;
  private int count;

  MomentumOscillator(int period) {
    if (period < 2) {
      throw new QueryException("chande_momentum_oscillator period must be greater than 1 without a warmup type");
    }
    this.changes = new double[period];
  }

  @Override
  public double add(double value) {
    newest = newest + 1 >= changes.length ? 0 : newest + 1;
    double change = count == 0 ? 0 : value - previous;
    remove(changes[newest]);
    if (change > 0) {
      up += change;
    } else {
      down -= change;
    }
    changes[newest] = change;
    previous = value;
    if (count < changes.length) {
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
    return changes.length - 1;
  }
}
