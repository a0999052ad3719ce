package millrace.query.fold;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.columns.PointSummary;
import millrace.columns.PointSummary.Figures;
import millrace.query.batch.Allowance;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.fold.Picks.Rule;
import millrace.query.time.Windows;

/// Takes some neighbouring series of one set of tags, one after the other, and keeps what their points come to.
///
/// Integers, counts and picked points go into the table of their group at once. Float sums do not: their last bits depend
/// on the order they are added in, so partial sums are written down for [OrderedSums], or, where there would be too many,
/// added in the order of series.
///
/// Threads: one at a time.
public final class SeriesFold {
  private final FoldNeeds needs;
  private final ColumnType type;
  private final Windows windows;
  private final boolean ascending;
  private final boolean isLone;
  private final boolean addsFloats;
  private final Allowance memory;
  private final Optional<FloatPartials> partials;
  private final RunningWindow window;
  private final Map<Group, WindowTable> tables = new HashMap<>(2);
  private Group[] groups = new Group[4];

  private int series;
  private WindowTable table;
  private boolean isOpen;
  private boolean isEnded;
  private long start;
  private long end;

  /// @param type of the values as they are added: a numeric one, or any where points are only counted
  /// @param windows that are steady
  /// @param firstSeries number of the first series
  /// @param isLone whether it is the only one of its set
  /// @param keepsPartials whether float sums are to be added up later
  public SeriesFold(
      FoldNeeds needs,
      ColumnType type,
      Windows windows,
      boolean ascending,
      int firstSeries,
      boolean isLone,
      boolean keepsPartials,
      Allowance memory) {
    this.needs = needs;
    this.type = type;
    this.windows = windows;
    this.ascending = ascending;
    this.series = firstSeries;
    this.isLone = isLone;
    this.memory = memory;
    this.window = new RunningWindow(needs, type, ascending);
    this.addsFloats = needs.mean() || (needs.sum() && type == ColumnType.FLOAT);
    this.partials = addsFloats && keepsPartials ? Optional.of(new FloatPartials(memory)) : Optional.empty();
  }

  /// Starts the points of a series.
  public void startSeries(Group group) {
    table = tables.computeIfAbsent(group, g -> new WindowTable(needs, type, isLone, memory));
    if (partials.isPresent()) {
      int index = partials.get().seriesCount;
      groups = index == groups.length ? Arrays.copyOf(groups, index * 2) : groups;
      groups[index] = group;
    }
    isOpen = false;
    isEnded = false;
  }

  /// Ends the points of a series.
  public void endSeries() {
    closeWindow();
    partials.ifPresent(FloatPartials::endSeries);
    series++;
  }

  /// Takes points in the direction of the scan. Of the arrays only that of the type is looked at.
  public void add(long[] times, double[] floats, long[] integers, int size) {
    int at = 0;
    while (at < size && !isEnded) {
      enter(times[at]);
      if (isEnded) {
        return;
      }
      int to = runEnd(times, at, size);
      if (needs.values()) {
        collect(floats, integers, at, to);
      } else {
        window.add(times, floats, integers, at, to);
      }
      at = to;
    }
  }

  private void collect(double[] floats, long[] integers, int from, int to) {
    int slot = table.slot(start);
    table.count(slot, to - from);
    if (type == ColumnType.FLOAT) {
      table.valuesOf(slot).addFloats(floats, from, to);
    } else {
      table.valuesOf(slot).addIntegers(integers, from, to);
    }
  }

  /// Takes a page by what is known of it, where that gives the same as reading it would.
  ///
  /// @return whether the page is taken
  public boolean add(PointSummary page) {
    if (needs.values() || page.count() == 0) {
      return false;
    }
    if (isEnded) {
      return true;
    }
    enter(ascending ? page.minNanos() : page.maxNanos());
    if (page.minNanos() < start || page.maxNanos() >= end) {
      return false;
    }
    if (needs.onlyCounts()) {
      window.count += page.count();
      return true;
    }
    if (page.figures().isEmpty() || page.type() != type || !isExact(page.figures().get())) {
      return false;
    }
    window.add(page.figures().get(), page.count(), page.minNanos(), page.maxNanos());
    return true;
  }

  /// Whether sums and extremes of a page are what its points would give, bit for bit.
  private boolean isExact(Figures figures) {
    if (needs.adds() && type == ColumnType.FLOAT && !isExactSum(figures.sum())) {
      return false;
    }
    return (!needs.min() || isExactExtreme(Rule.LEAST, figures.least(), window.least))
        && (!needs.max() || isExactExtreme(Rule.GREATEST, figures.greatest(), window.greatest));
  }

  /// Float sums are added point by point, so only the first page of a window, read forward, may stand for its points.
  private boolean isExactSum(long sum) {
    return ascending && window.count == 0 && !Bits.isFloatZero(type, sum);
  }

  /// Where the time of the extreme is wanted, a page is passed over only if it cannot hold the extreme.
  private boolean isExactExtreme(Rule rule, long bits, long best) {
    if (!needs.times()) {
      return !Bits.isFloatZero(type, bits);
    }
    int order = Bits.compare(type, best, bits);
    boolean isWorse = rule == Rule.LEAST ? order < 0 : order > 0;
    return (window.count > 0 && (isWorse || (ascending && order == 0))) || table.beats(rule, start, bits);
  }

  /// Makes the window of a point the current one.
  private void enter(long time) {
    if (isOpen && time >= start && time < end) {
      return;
    }
    closeWindow();
    start = windows.start(time);
    end = windows.end(time);
    isOpen = true;
    // At the end of time a point may lie outside of its own window; the series ends there, as the reference's stream.
    isEnded = time < start || time >= end;
  }

  private void closeWindow() {
    if (!isOpen || window.count == 0) {
      return;
    }
    int slot = table.add(start, window, series);
    if (addsFloats && partials.isPresent()) {
      partials.get().add(start, floatSum(), window.count);
    } else if (addsFloats) {
      table.addFloats(slot, floatSum(), window.count);
    }
    window.clear();
  }

  private double floatSum() {
    return switch (type) {
      case FLOAT -> window.floatSum;
      case UNSIGNED -> Numbers.unsignedToFloat(window.integerSum);
      default -> window.integerSum;
    };
  }

  /// The end of the run of points, from one on, that are in the current window.
  private int runEnd(long[] times, int from, int size) {
    if (isInside(times[size - 1])) {
      return size;
    }
    int low = from;
    int step = 1;
    int high = from + 1;
    while (isInside(times[high])) {
      low = high;
      high = Math.min(size - 1, high + step);
      step <<= 1;
    }
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (isInside(times[middle])) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private boolean isInside(long time) {
    return ascending ? time < end : time >= start;
  }

  /// What the series came to, by group. Float sums are missing where partials are kept.
  public Map<Group, WindowTable> tables() {
    return tables;
  }

  /// Partial sums of floats, where they are kept.
  Optional<FloatPartials> partials() {
    return partials;
  }

  Group groupOf(int index) {
    return groups[index];
  }
}
