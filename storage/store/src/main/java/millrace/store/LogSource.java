package millrace.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// The first rows of a row log, as many as there were when the reader opened.
final class LogSource extends RowLogSource {
  /// Series whose row order is remembered: a query reads field after field of the same few series.
  private static final int REMEMBERED = 16;

  /// After reading so many series it pays to put all rows in order.
  private static final int ORDERED_AFTER = 32;

  private final AtomicReferenceArray<SeriesRows> remembered = new AtomicReferenceArray<>(REMEMBERED);

  private final AtomicInteger seriesRead = new AtomicInteger();
  private volatile RowOrder order;

  private record SeriesRows(int ordinal, TimeSpan span, int[] rows) {}

  LogSource(RowLog log) {
    super(log);
  }

  @Override
  public boolean hasRows(int ordinal, TimeSpan span, DeletedSpans deleted) {
    for (long time : log.times(rows(ordinal, span))) {
      if (!deleted.contains(time)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<PointStream> points(int ordinal, Column field, TimeSpan span, boolean ascending) {
    int[] rows = rows(ordinal, span);
    if (rows.length == 0) {
      return Optional.empty();
    }
    return log.points(rows, field).map(points -> new OneBlock(points, ascending));
  }

  @Override
  public Optional<PointStream> times(int ordinal, TimeSpan span, boolean ascending) {
    int[] rows = rows(ordinal, span);
    if (rows.length == 0) {
      return Optional.empty();
    }
    Points points = new Points(rows.length, ColumnType.TAG);
    for (long time : log.times(rows)) {
      points.put(time);
    }
    return Optional.of(new OneBlock(points, ascending));
  }

  private int[] rows(int ordinal, TimeSpan span) {
    int slot = ordinal % REMEMBERED;
    SeriesRows known = remembered.get(slot);
    if (known == null || known.ordinal != ordinal || !known.span.equals(span)) {
      known = new SeriesRows(ordinal, span, find(ordinal, span));
      remembered.set(slot, known);
    }
    return known.rows;
  }

  private int[] find(int ordinal, TimeSpan span) {
    if (order == null && seriesRead.incrementAndGet() == ORDERED_AFTER) {
      order = log.order(rowCount);
    }
    RowOrder known = order;
    return known == null ? log.rows(ordinal, rowCount, span) : log.rows(known, ordinal, span);
  }
}
