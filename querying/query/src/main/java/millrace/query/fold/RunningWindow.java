package millrace.query.fold;

import millrace.columns.ColumnType;
import millrace.columns.PointSummary.Figures;

/// What the points of one series and window have come to so far.
final class RunningWindow {
  private final FoldNeeds needs;
  private final ColumnType type;
  private final boolean ascending;

  long count;
  double floatSum;
  long integerSum;
  long least;
  long leastTime;
  long greatest;
  long greatestTime;
  long first;
  long firstTime;
  long last;
  long lastTime;

  RunningWindow(FoldNeeds needs, ColumnType type, boolean ascending) {
    this.needs = needs;
    this.type = type;
    this.ascending = ascending;
  }

  void clear() {
    count = 0;
    integerSum = 0;
  }

  /// Takes the points `[from, to)`, in the direction of the scan.
  void add(long[] times, double[] floats, long[] integers, int from, int to) {
    if (type == ColumnType.FLOAT) {
      addFloats(times, floats, from, to);
    } else if (type == ColumnType.INTEGER || type == ColumnType.UNSIGNED) {
      addIntegers(times, integers, from, to);
    }
    count += to - from;
  }

  /// Takes all points of a page at once, which are all within the window.
  void add(Figures figures, int points, long minNanos, long maxNanos) {
    if (type == ColumnType.FLOAT) {
      double sum = Double.longBitsToDouble(figures.sum());
      floatSum = count == 0 ? sum : floatSum + sum;
    } else {
      integerSum += figures.sum();
    }
    // The time of an extreme is only asked for where such pages are read.
    offerLeast(figures.least(), minNanos);
    offerGreatest(figures.greatest(), minNanos);
    offerFirst(figures.first(), minNanos);
    offerLast(figures.last(), maxNanos);
    count += points;
  }

  private void addFloats(long[] times, double[] values, int from, int to) {
    if (needs.adds()) {
      // Starting from the first value and not from zero keeps a sum of negative zeros negative.
      double total = count == 0 ? values[from] : floatSum + values[from];
      for (int i = from + 1; i < to; i++) {
        total += values[i];
      }
      floatSum = total;
    }
    if (needs.min()) {
      int at = leastFloat(values, from, to);
      offerLeast(Double.doubleToRawLongBits(values[at]), times[at]);
    }
    if (needs.max()) {
      int at = greatestFloat(values, from, to);
      offerGreatest(Double.doubleToRawLongBits(values[at]), times[at]);
    }
    if (needs.first()) {
      int at = ascending ? from : to - 1;
      offerFirst(Double.doubleToRawLongBits(values[at]), times[at]);
    }
    if (needs.last()) {
      int at = ascending ? to - 1 : from;
      offerLast(Double.doubleToRawLongBits(values[at]), times[at]);
    }
  }

  private void addIntegers(long[] times, long[] values, int from, int to) {
    if (needs.adds()) {
      long total = integerSum;
      for (int i = from; i < to; i++) {
        total += values[i];
      }
      integerSum = total;
    }
    // Flipping the sign bit makes unsigned integers compare as signed ones.
    long flip = type == ColumnType.UNSIGNED ? Long.MIN_VALUE : 0;
    if (needs.min()) {
      int at = leastInteger(values, from, to, flip);
      offerLeast(values[at], times[at]);
    }
    if (needs.max()) {
      int at = greatestInteger(values, from, to, flip);
      offerGreatest(values[at], times[at]);
    }
    if (needs.first()) {
      int at = ascending ? from : to - 1;
      offerFirst(values[at], times[at]);
    }
    if (needs.last()) {
      int at = ascending ? to - 1 : from;
      offerLast(values[at], times[at]);
    }
  }

  /// The earliest of the least values.
  private int leastFloat(double[] values, int from, int to) {
    int at = from;
    double best = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] < best || (!ascending && values[i] == best)) {
        best = values[i];
        at = i;
      }
    }
    return at;
  }

  private int greatestFloat(double[] values, int from, int to) {
    int at = from;
    double best = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] > best || (!ascending && values[i] == best)) {
        best = values[i];
        at = i;
      }
    }
    return at;
  }

  private int leastInteger(long[] values, int from, int to, long flip) {
    int at = from;
    long best = values[from] ^ flip;
    for (int i = from + 1; i < to; i++) {
      long value = values[i] ^ flip;
      if (value < best || (!ascending && value == best)) {
        best = value;
        at = i;
      }
    }
    return at;
  }

  private int greatestInteger(long[] values, int from, int to, long flip) {
    int at = from;
    long best = values[from] ^ flip;
    for (int i = from + 1; i < to; i++) {
      long value = values[i] ^ flip;
      if (value > best || (!ascending && value == best)) {
        best = value;
        at = i;
      }
    }
    return at;
  }

  private void offerLeast(long value, long time) {
    if (count == 0 || Picks.isBetter(Picks.Rule.LEAST, type, value, time, least, leastTime)) {
      least = value;
      leastTime = time;
    }
  }

  private void offerGreatest(long value, long time) {
    if (count == 0 || Picks.isBetter(Picks.Rule.GREATEST, type, value, time, greatest, greatestTime)) {
      greatest = value;
      greatestTime = time;
    }
  }

  private void offerFirst(long value, long time) {
    if (count == 0 || time < firstTime) {
      first = value;
      firstTime = time;
    }
  }

  private void offerLast(long value, long time) {
    if (count == 0 || time > lastTime) {
      last = value;
      lastTime = time;
    }
  }
}
