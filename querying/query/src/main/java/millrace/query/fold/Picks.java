package millrace.query.fold;

import java.util.Arrays;
import millrace.columns.ColumnType;

/// One picked point per window: its value, its time, and the series it is of.
final class Picks {
  /// Which point is picked.
  enum Rule {
    LEAST,
    GREATEST,
    FIRST,
    LAST
  }

  static final int BYTES_PER_SLOT = 20;

  private final Rule rule;
  private final ColumnType type;
  long[] bits = new long[WindowTable.FIRST_CAPACITY];
  long[] times = new long[WindowTable.FIRST_CAPACITY];
  int[] series = new int[WindowTable.FIRST_CAPACITY];

  Picks(Rule rule, ColumnType type) {
    this.rule = rule;
    this.type = type;
  }

  void ensure(int capacity) {
    bits = Arrays.copyOf(bits, capacity);
    times = Arrays.copyOf(times, capacity);
    series = Arrays.copyOf(series, capacity);
  }

  void set(int slot, long value, long time, int from) {
    bits[slot] = value;
    times[slot] = time;
    series[slot] = from;
  }

  /// Puts a point into the place of one it is better than. Of two that are alike the one there stays.
  void offer(int slot, long value, long time, int from) {
    if (isBetter(rule, type, value, time, bits[slot], times[slot])) {
      set(slot, value, time, from);
    }
  }

  /// Whether a point is preferred to one seen before.
  static boolean isBetter(Rule rule, ColumnType type, long value, long time, long best, long bestTime) {
    return switch (rule) {
      case LEAST -> {
        int order = Bits.compare(type, value, best);
        yield order < 0 || (order == 0 && time < bestTime);
      }
      case GREATEST -> {
        int order = Bits.compare(type, value, best);
        yield order > 0 || (order == 0 && time < bestTime);
      }
      case FIRST -> time < bestTime || (time == bestTime && Bits.compare(type, value, best) > 0);
      case LAST -> time > bestTime || (time == bestTime && Bits.compare(type, value, best) > 0);
    };
  }
}
