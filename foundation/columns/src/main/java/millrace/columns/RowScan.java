package millrace.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import millrace.base.TimeSpan;

/// Reads a table row by row: the fields of each series joined by time, as columns. Rows come shard by shard ascending
/// by time, within a shard series by series ascending by key, within a series ascending by time.
///
/// A row is there when any field of the table has a value at its time, projected or not.
///
/// Threads: one at a time; scans of one reader may run side by side. Done with before the reader is closed.
public final class RowScan {
  private final SeriesSet allSeries;
  private final List<ShardReader> shards;
  private final TimeSpan span;
  private final IntPredicate wanted;
  private final List<Column> projection;

  private int shardIndex = -1;
  private int[] series = new int[0];
  private int seriesIndex;
  private Optional<SeriesRows> rows = Optional.empty();

  /// A scan of the whole table.
  ///
  /// @param projection tags and fields to fill, none twice
  /// @param wanted which series to read, by ordinal of the reader's [SeriesSet]
  public RowScan(TableReader reader, List<Column> projection, TimeSpan span, IntPredicate wanted) {
    this(reader, reader.shards(span), projection, span, wanted);
  }

  private RowScan(
      TableReader reader, List<ShardReader> shards, List<Column> projection, TimeSpan span, IntPredicate wanted) {
    this.allSeries = reader.series();
    this.shards = shards;
    this.projection = List.copyOf(projection);
    this.span = span;
    this.wanted = wanted;
  }

  /// The same rows as one scan of the table gives, cut by shard, to be read side by side.
  public static List<RowScan> perShard(
      TableReader reader, List<Column> projection, TimeSpan span, IntPredicate wanted) {
    List<RowScan> scans = new ArrayList<>();
    for (ShardReader shard : reader.shards(span)) {
      scans.add(new RowScan(reader, List.of(shard), projection, span, wanted));
    }
    return scans;
  }

  /// A batch for this scan's projection.
  public RowBatch newBatch() {
    return new RowBatch(projection);
  }

  /// Fills `batch`, made by [#newBatch], with the next rows, as many as fit.
  ///
  /// @return false, with `batch.size` 0, when there are no more
  public boolean next(RowBatch batch) {
    batch.clear();
    while (batch.size < RowBatch.CAPACITY && advance()) {
      SeriesRows current = rows.get();
      int first = batch.size;
      if (!current.fill(batch)) {
        rows = Optional.empty();
      }
      if (batch.size > first) {
        addRun(batch, current.series, first);
      }
    }
    batch.runStart[batch.runCount] = batch.size;
    return batch.size > 0;
  }

  private void addRun(RowBatch batch, int seriesOrdinal, int firstRow) {
    int run = batch.runCount++;
    batch.runStart[run] = firstRow;
    batch.runSeries[run] = seriesOrdinal;
    for (int i = 0; i < projection.size(); i++) {
      if (projection.get(i).type() == ColumnType.TAG) {
        batch.column(i).strings[run] = allSeries.tagValue(seriesOrdinal, projection.get(i).name()).orElse(null);
      }
    }
  }

  /// Makes `rows` the series being read.
  private boolean advance() {
    while (rows.isEmpty()) {
      if (seriesIndex == series.length) {
        if (++shardIndex >= shards.size()) {
          return false;
        }
        series = shards.get(shardIndex).series();
        seriesIndex = 0;
      } else {
        int next = series[seriesIndex++];
        if (wanted.test(next)) {
          rows = SeriesRows.open(shards.get(shardIndex), next, projection, span);
        }
      }
    }
    return true;
  }

  /// One series of one shard being read: its times, and a cursor per projected field that walks along them.
  private static final class SeriesRows {
    private final int series;
    private final Cursor times;
    private final PointBatch timeBatch = new PointBatch(ColumnType.TAG);
    private int timeAt;
    private final FieldWalk[] fields;

    private SeriesRows(int series, Cursor times, FieldWalk[] fields) {
      this.series = series;
      this.times = times;
      this.fields = fields;
    }

    static Optional<SeriesRows> open(ShardReader shard, int series, List<Column> projection, TimeSpan span) {
      Optional<Cursor> times = shard.times(series, span, true);
      if (times.isEmpty()) {
        return Optional.empty();
      }
      FieldWalk[] fields = new FieldWalk[projection.size()];
      for (int i = 0; i < fields.length; i++) {
        Column column = projection.get(i);
        if (column.type().isField()) {
          Optional<Cursor> cursor = shard.cursor(series, column, span, true);
          fields[i] = cursor.map(opened -> new FieldWalk(opened, column.type())).orElse(null);
        }
      }
      return Optional.of(new SeriesRows(series, times.get(), fields));
    }

    /// Appends rows until the batch is full or the series ends.
    ///
    /// @return whether rows may be left
    boolean fill(RowBatch batch) {
      while (batch.size < RowBatch.CAPACITY) {
        if (timeAt == timeBatch.size) {
          timeAt = 0;
          if (!times.next(timeBatch)) {
            return false;
          }
        }
        int count = Math.min(RowBatch.CAPACITY - batch.size, timeBatch.size - timeAt);
        System.arraycopy(timeBatch.times, timeAt, batch.times, batch.size, count);
        for (int i = 0; i < fields.length; i++) {
          if (fields[i] != null) {
            fields[i].fill(batch.times, batch.size, count, batch.column(i));
          }
        }
        timeAt += count;
        batch.size += count;
      }
      return true;
    }
  }

  /// A field's cursor, stepped along the times of rows.
  private static final class FieldWalk {
    private final Cursor cursor;
    private final PointBatch points;
    private int at;
    private boolean more = true;

    private FieldWalk(Cursor cursor, ColumnType type) {
      this.cursor = cursor;
      this.points = new PointBatch(type);
    }

    void fill(long[] times, int first, int count, RowBatch.Values into) {
      int row = first;
      while (row < first + count && fetch()) {
        long time = points.times[at];
        while (row < first + count && times[row] < time) {
          row++;
        }
        int run = runLength(times, row, first + count);
        if (run == 0 && row < first + count) {
          throw new IllegalStateException("field has a point at " + time + " where the series has no row");
        }
        copy(row, run, into);
        row += run;
        at += run;
      }
    }

    /// Rows from `row` on that have a point each.
    private int runLength(long[] times, int row, int end) {
      int limit = Math.min(end - row, points.size - at);
      int run = 0;
      while (run < limit && times[row + run] == points.times[at + run]) {
        run++;
      }
      return run;
    }

    private void copy(int row, int count, RowBatch.Values into) {
      switch (points.type()) {
        case FLOAT -> System.arraycopy(points.floats, at, into.floats, row, count);
        case INTEGER, UNSIGNED -> System.arraycopy(points.integers, at, into.integers, row, count);
        case BOOLEAN -> System.arraycopy(points.booleans, at, into.booleans, row, count);
        case STRING -> System.arraycopy(points.strings, at, into.strings, row, count);
        case TAG -> throw new IllegalStateException("tags have no points");
      }
      into.setValid(row, row + count);
    }

    private boolean fetch() {
      if (at == points.size && more) {
        at = 0;
        more = cursor.next(points);
      }
      return more;
    }
  }
}
