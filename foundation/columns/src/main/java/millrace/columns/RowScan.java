package millrace.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, Set<String>> tagValues;
  private final List<Column> projection;

  private int shardIndex = -1;
  private int[] series = new int[0];
  private int seriesIndex;
  private final SeriesRows rows;
  private boolean isReading;

  /// A scan of the whole table.
  ///
  /// @param projection tags and fields to fill, none twice
  /// @param wanted which series to read, by ordinal of the reader's [SeriesSet]
  public RowScan(TableReader reader, List<Column> projection, TimeSpan span, IntPredicate wanted) {
    this(reader, projection, span, wanted, Map.of());
  }

  /// A scan of the table for rows of some series.
  ///
  /// @param tagValues what `wanted` demands of tags anyway, if it is known, as [ShardReader#series(Map)] takes it
  public RowScan(
      TableReader reader, List<Column> projection, TimeSpan span, IntPredicate wanted,
      Map<String, Set<String>> tagValues) {
    this(reader, reader.shards(span), projection, span, wanted, tagValues);
  }

  private RowScan(
      TableReader reader, List<ShardReader> shards, List<Column> projection, TimeSpan span, IntPredicate wanted,
      Map<String, Set<String>> tagValues) {
    this.tagValues = tagValues;
    this.allSeries = reader.series();
    this.shards = shards;
    this.projection = List.copyOf(projection);
    this.span = span;
    this.wanted = wanted;
    this.rows = new SeriesRows(projection);
  }

  /// The same rows as one scan of the table gives, cut by shard, to be read side by side.
  public static List<RowScan> perShard(
      TableReader reader, List<Column> projection, TimeSpan span, IntPredicate wanted) {
    List<RowScan> scans = new ArrayList<>();
    for (ShardReader shard : reader.shards(span)) {
      scans.add(new RowScan(reader, List.of(shard), projection, span, wanted, Map.of()));
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
      int first = batch.size;
      isReading = rows.fill(batch);
      if (batch.size > first) {
        addRun(batch, rows.series, first);
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

  /// Opens the next series unless one is being read.
  private boolean advance() {
    while (!isReading) {
      if (seriesIndex == series.length) {
        if (++shardIndex >= shards.size()) {
          return false;
        }
        series = shards.get(shardIndex).series(tagValues);
        seriesIndex = 0;
      } else {
        int next = series[seriesIndex++];
        isReading = wanted.test(next) && rows.open(shards.get(shardIndex), next, span);
      }
    }
    return true;
  }

  /// One series of one shard being read: its times, and a cursor per projected field that walks along them. There is one
  /// of these a scan, opened for series after series, because its batches are large beside many a series.
  private static final class SeriesRows {
    private final PointBatch timeBatch = new PointBatch(ColumnType.TAG);
    private final FieldWalk[] fields;
    private int series;
    private Optional<Cursor> times = Optional.empty();
    private int timeAt;

    private SeriesRows(List<Column> projection) {
      fields = new FieldWalk[projection.size()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = projection.get(i).type().isField() ? new FieldWalk(projection.get(i)) : null;
      }
    }

    /// @return whether the series may have rows
    boolean open(ShardReader shard, int wantedSeries, TimeSpan span) {
      times = shard.times(wantedSeries, span, true);
      if (times.isEmpty()) {
        return false;
      }
      series = wantedSeries;
      timeAt = 0;
      timeBatch.size = 0;
      for (FieldWalk field : fields) {
        if (field != null) {
          field.open(shard.cursor(wantedSeries, field.column, span, true));
        }
      }
      return true;
    }

    /// Appends rows until the batch is full or the series ends.
    ///
    /// @return whether rows may be left
    boolean fill(RowBatch batch) {
      while (batch.size < RowBatch.CAPACITY) {
        if (timeAt == timeBatch.size) {
          timeAt = 0;
          if (!times.orElseThrow().next(timeBatch)) {
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
    private final Column column;
    private final PointBatch points;
    private Optional<Cursor> cursor = Optional.empty();
    private int at;

    private FieldWalk(Column column) {
      this.column = column;
      this.points = new PointBatch(column.type());
    }

    void open(Optional<Cursor> opened) {
      cursor = opened;
      at = 0;
      points.size = 0;
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
      int mismatch = Arrays.mismatch(times, row, row + limit, points.times, at, at + limit);
      return mismatch < 0 ? limit : mismatch;
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
      if (at < points.size) {
        return true;
      }
      if (cursor.isPresent()) {
        at = 0;
        if (cursor.get().next(points)) {
          return true;
        }
        cursor = Optional.empty();
      }
      return false;
    }
  }
}
