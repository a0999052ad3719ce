package millrace.store;

import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;

/// A log that takes no more rows, for a reader of all of it: sorted first, then read like a file.
final class SortedLogSource extends RowLogSource {
  private final SortedLog sorted;

  SortedLogSource(RowLog log) {
    super(log);
    this.sorted = new SortedLog(log, rowCount);
  }

  @Override
  public boolean hasRows(int ordinal, TimeSpan span, DeletedSpans deleted) {
    return sorted.times(ordinal, span).map(times -> hasAnyBut(times, deleted)).orElse(false);
  }

  @Override
  public Optional<PointStream> points(int ordinal, Column field, TimeSpan span, boolean ascending) {
    return sorted.points(ordinal, field, span).map(points -> new OneBlock(points, ascending));
  }

  @Override
  public Optional<PointStream> times(int ordinal, TimeSpan span, boolean ascending) {
    return sorted.times(ordinal, span).map(times -> new OneBlock(times, ascending));
  }

  private static boolean hasAnyBut(Points times, DeletedSpans deleted) {
    for (int i = times.from; i < times.to; i++) {
      if (!deleted.contains(times.times[i])) {
        return true;
      }
    }
    return false;
  }
}
