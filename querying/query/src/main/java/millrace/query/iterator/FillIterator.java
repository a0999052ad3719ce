package millrace.query.iterator;

import millrace.columns.ColumnType;
import millrace.influxql.Fill;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;

/// Puts a point into every window of a series that has none.
///
/// The windows are stepped through on their own: from the first window of the range, or of the series' first point when
/// the range is open, by the interval, moved where the zone changes its offset. A point that is not later than the
/// expected window is passed through, so several points of one window are.
public final class FillIterator implements BatchIterator {
  private final BufferedIterator input;
  private final Fill fill;
  private final Windows windows;
  private final QueryContext context;
  private final boolean ascending;
  private final long first;
  private final long last;
  private final Batch out;

  /// The point passed through last, of the current series.
  private final Batch previous;

  private Group group;
  private long window;
  private long zoneOffset;
  private boolean started;

  /// @param fill not NONE
  public FillIterator(BatchIterator input, IteratorOptions options, Fill fill) {
    this.input = new BufferedIterator(input);
    this.fill = fill;
    this.windows = options.windows();
    this.context = options.context();
    this.ascending = options.ascending();
    long start = windows.start(options.startNanos());
    long end = windows.start(options.endNanos());
    this.first = ascending ? start : end;
    this.last = ascending ? end : start;
    this.out = input.batch().emptyLike();
    this.previous = input.batch().emptyLike();
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    // An open range has as many windows as one likes, and none of them reads anything.
    context.checkCancelled();
    out.size = 0;
    while (out.size < Batch.CAPACITY && step()) {}
    return out.size > 0;
  }

  private boolean step() {
    boolean has = input.has();
    if (!started) {
      if (!has) {
        return false;
      }
      started = true;
      startSeries();
    }
    if (!has || input.group() != group) {
      if (isInRange()) {
        addFiller(false);
        advanceToWanted();
        return true;
      }
      if (!has) {
        return false;
      }
      startSeries();
    }
    if (ascending ? input.time() > window : input.time() < window) {
      addFiller(true);
    } else {
      pass();
    }
    advanceToWanted();
    return true;
  }

  private void advanceToWanted() {
    advance();
    skipLeftOut();
  }

  private boolean isInRange() {
    return ascending ? window <= last : window >= last && last != InfluxTime.MIN;
  }

  private void startSeries() {
    group = input.group();
    window = first == InfluxTime.MIN ? windows.start(input.time()) : first;
    zoneOffset = windows.zoneOffset(window);
    previous.size = 0;
    skipLeftOut();
  }

  private void skipLeftOut() {
    while (isInRange() && windows.isLeftOut(window)) {
      advance();
    }
  }

  private void pass() {
    previous.size = 0;
    previous.append(input.batch(), input.row());
    out.append(input.batch(), input.row());
    input.skip();
  }

  private void advance() {
    if (windows.calendar().isPresent()) {
      window = ascending ? windows.end(window) : windows.start(window - 1);
      return;
    }
    window += ascending ? windows.intervalNanos() : -windows.intervalNanos();
    if (windows.zone().isEmpty()) {
      return;
    }
    long offset = windows.zoneOffset(window - 1);
    if (offset != zoneOffset) {
      long change = zoneOffset - offset;
      if (Math.abs(change) < windows.intervalNanos()) {
        window += change;
      }
      zoneOffset = offset;
    }
  }

  /// @param sameSeriesFollows whether the current point belongs to this series
  private void addFiller(boolean sameSeriesFollows) {
    int row = out.add(window, group);
    out.clearAux(row);
    switch (fill) {
      case Fill.Mode mode ->
          fillByMode(mode, row, sameSeriesFollows);
      case Fill.PreviousFor previousFor -> fillFor(previousFor, row);
      case Fill.IntegerValue value -> fillWith(row, value.value(), value.value());
      case Fill.FloatValue value -> fillWith(row, value.value(), Numbers.floatToInteger(value.value()));
    }
  }

  private void fillByMode(Fill.Mode mode, int row, boolean sameSeriesFollows) {
    boolean known = previous.size > 0 && !previous.values.isMissing(0);
    if (mode == Fill.Mode.PREVIOUS && known) {
      out.values.copy(previous.values, 0, row);
    } else if (mode == Fill.Mode.LINEAR && known && sameSeriesFollows && out.type().isNumeric()) {
      interpolate(row);
    } else {
      out.values.setMissing(row);
    }
  }

  /// The age of a value is counted from the start of its window.
  private void fillFor(Fill.PreviousFor fill, int row) {
    boolean fresh = previous.size > 0 && Math.abs(window - previous.times[0]) <= fill.mostNanos();
    fillByMode(fresh ? Fill.Mode.PREVIOUS : Fill.Mode.NULL, row, false);
  }

  private void fillWith(int row, double number, long integer) {
    switch (out.type()) {
      case FLOAT -> out.values.setFloat(row, number);
      case INTEGER, UNSIGNED -> out.values.setInteger(row, integer);
      case BOOLEAN -> out.values.setBoolean(row, false);
      case STRING, TAG -> out.values.setString(row, "");
    }
  }

  /// On the line between the points around, with whole windows for abscissae.
  private void interpolate(int row) {
    Vector next = input.batch().values;
    double from = previous.values.asFloat(0);
    double to = next.asFloat(input.row());
    long x0 = windows.number(previous.times[0]);
    long x1 = windows.number(input.time());
    double slope = (to - from) / (double) (x1 - x0);
    double value = slope * (double) (windows.number(window) - x0) + from;
    if (out.type() == ColumnType.FLOAT) {
      out.values.setFloat(row, value);
    } else {
      out.values.setInteger(row, Numbers.floatToInteger(value));
    }
  }
}
