package millrace.query.fold;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.query.batch.Allowance;
import millrace.query.fold.Picks.Rule;

/// What the points of one group have come to, a slot per window in order of first appearance.
///
/// Threads: one at a time.
public final class WindowTable {
  static final int FIRST_CAPACITY = 8;

  private final FoldNeeds needs;
  private final ColumnType type;
  private final Allowance memory;
  private final boolean isLone;
  private final Map<Long, Integer> index = new HashMap<>();
  private int size;
  private int capacity = FIRST_CAPACITY;
  private long[] starts = new long[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];

  /// Sums of floats, and of means times their weights, which differ in their last bits.
  private double[] sums = {};

  private double[] means = {};
  private long[] integerSums = {};

  /// Which slots have float sums.
  private final BitSet hasFloats = new BitSet();

  private final Picks[] picks = new Picks[Rule.values().length];
  private SortableValues[] values = {};

  /// Where the window after the last one used is, as a rule: series have the same windows.
  private int expected;

  /// @param isLone whether all points are of one series, whose means are answered as they are
  public WindowTable(FoldNeeds needs, ColumnType type, boolean isLone, Allowance memory) {
    this.isLone = isLone;
    this.needs = needs;
    this.type = type;
    this.memory = memory;
    pick(needs.min(), Rule.LEAST);
    pick(needs.max(), Rule.GREATEST);
    pick(needs.first(), Rule.FIRST);
    pick(needs.last(), Rule.LAST);
    memory.take(bytes(capacity));
    allocate();
  }

  private void pick(boolean wanted, Rule rule) {
    picks[rule.ordinal()] = wanted ? new Picks(rule, type) : null;
  }

  /// Windows that have points.
  public int size() {
    return size;
  }

  /// The start of a window.
  public long start(int slot) {
    return starts[slot];
  }

  /// Points in a window.
  public long count(int slot) {
    return counts[slot];
  }

  public double floatSum(int slot) {
    return sums[slot];
  }

  /// The mean of a window.
  public double floatMean(int slot) {
    return isLone ? means[slot] : means[slot] / counts[slot];
  }

  public long integerSum(int slot) {
    return integerSums[slot];
  }

  /// Raw bits of a picked value.
  ///
  /// @param function min, max, first or last
  public long pickedBits(String function, int slot) {
    return picked(function).bits[slot];
  }

  public long pickedTime(String function, int slot) {
    return picked(function).times[slot];
  }

  /// Which series the picked point is of, as it was numbered when it was read.
  public int pickedSeries(String function, int slot) {
    return picked(function).series[slot];
  }

  /// All values of a window.
  public SortableValues values(int slot) {
    return values[slot];
  }

  private Picks picked(String function) {
    return switch (function) {
      case "min" -> picks[Rule.LEAST.ordinal()];
      case "max" -> picks[Rule.GREATEST.ordinal()];
      case "first" -> picks[Rule.FIRST.ordinal()];
      case "last" -> picks[Rule.LAST.ordinal()];
      default -> throw new IllegalArgumentException("not a selector: " + function);
    };
  }

  /// The slot of a window, a new one where it has none.
  int slot(long start) {
    if (expected < size && starts[expected] == start) {
      return expected++;
    }
    if (expected > 0 && starts[expected - 1] == start) {
      return expected - 1;
    }
    Integer known = index.get(start);
    int slot = known == null ? add(start) : known;
    expected = slot + 1;
    return slot;
  }

  private int add(long start) {
    if (size == capacity) {
      int larger = capacity * 2;
      memory.take(bytes(larger) - bytes(capacity));
      capacity = larger;
      allocate();
    }
    starts[size] = start;
    index.put(start, size);
    return size++;
  }

  private void allocate() {
    starts = Arrays.copyOf(starts, capacity);
    counts = Arrays.copyOf(counts, capacity);
    boolean isFloat = type == ColumnType.FLOAT;
    sums = isFloat && needs.sum() ? Arrays.copyOf(sums, capacity) : sums;
    means = needs.mean() ? Arrays.copyOf(means, capacity) : means;
    integerSums = !isFloat && needs.sum() ? Arrays.copyOf(integerSums, capacity) : integerSums;
    values = needs.values() ? Arrays.copyOf(values, capacity) : values;
    for (Picks pick : picks) {
      if (pick != null) {
        pick.ensure(capacity);
      }
    }
  }

  /// Starts, counts and the index's entry, and what functions keep.
  private long bytes(int slots) {
    long perSlot = 96 + (needs.adds() ? 16 : 0) + (needs.values() ? 40 : 0);
    for (Picks pick : picks) {
      perSlot += pick == null ? 0 : Picks.BYTES_PER_SLOT;
    }
    return perSlot * slots;
  }

  /// Adds what a series came to in a window, except for float sums, whose order decides their last bits.
  ///
  /// @return the slot
  int add(long start, RunningWindow window, int series) {
    int slot = slot(start);
    boolean isNew = counts[slot] == 0;
    counts[slot] += window.count;
    if (integerSums.length > 0) {
      integerSums[slot] += window.integerSum;
    }
    offer(Rule.LEAST, isNew, slot, window.least, window.leastTime, series);
    offer(Rule.GREATEST, isNew, slot, window.greatest, window.greatestTime, series);
    offer(Rule.FIRST, isNew, slot, window.first, window.firstTime, series);
    offer(Rule.LAST, isNew, slot, window.last, window.lastTime, series);
    return slot;
  }

  private void offer(Rule rule, boolean isNew, int slot, long value, long time, int series) {
    Picks pick = picks[rule.ordinal()];
    if (pick == null) {
      return;
    }
    if (isNew) {
      pick.set(slot, value, time, series);
    } else {
      pick.offer(slot, value, time, series);
    }
  }

  /// Adds a partial sum, one after the other in the order that decides the last bits.
  ///
  /// @param sum of floats, or of integers as a float where their mean is wanted
  void addFloats(int slot, double sum, long count) {
    boolean isFirst = !hasFloats.get(slot);
    hasFloats.set(slot);
    if (sums.length > 0) {
      sums[slot] = isFirst ? sum : sums[slot] + sum;
    }
    if (means.length > 0) {
      // A mean starts from zero, which takes the sign off a sum of negative zeros.
      double mean = (0.0 + sum) / count;
      if (isLone) {
        means[slot] = mean;
      } else {
        means[slot] = isFirst ? mean * count : means[slot] + mean * count;
      }
    }
  }

  /// Whether a page with such an extreme cannot hold a better point than the one picked so far.
  boolean beats(Rule rule, long start, long bits) {
    Integer slot = index.get(start);
    if (slot == null) {
      return false;
    }
    int order = Bits.compare(type, picks[rule.ordinal()].bits[slot], bits);
    return rule == Rule.LEAST ? order < 0 : order > 0;
  }

  SortableValues valuesOf(int slot) {
    if (values[slot] == null) {
      values[slot] = new SortableValues(type, memory);
    }
    return values[slot];
  }

  void count(int slot, long points) {
    counts[slot] += points;
  }

  /// Adds the windows of another table, whose points come after this one's.
  ///
  /// @param withFloats whether float sums are in the tables already
  public void merge(WindowTable other, boolean withFloats) {
    for (int from = 0; from < other.size; from++) {
      int slot = slot(other.starts[from]);
      boolean isNew = counts[slot] == 0;
      counts[slot] += other.counts[from];
      if (integerSums.length > 0) {
        integerSums[slot] += other.integerSums[from];
      }
      if (withFloats && sums.length > 0) {
        sums[slot] = isNew ? other.sums[from] : sums[slot] + other.sums[from];
      }
      if (withFloats && means.length > 0) {
        means[slot] = isNew ? other.means[from] : means[slot] + other.means[from];
      }
      for (Rule rule : Rule.values()) {
        Picks theirs = other.picks[rule.ordinal()];
        if (theirs != null) {
          offer(rule, isNew, slot, theirs.bits[from], theirs.times[from], theirs.series[from]);
        }
      }
      if (needs.values()) {
        valuesOf(slot).addAll(other.values[from]);
      }
    }
  }

  /// Gives the table's memory back. It is not used again.
  public void release() {
    memory.give(bytes(capacity));
    for (SortableValues collected : values) {
      if (collected != null) {
        collected.release();
      }
    }
  }
}
