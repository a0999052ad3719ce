package millrace.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.FieldRows;
import millrace.columns.TableRows;

/// Rows of one table and shard in the order they were written, as columns.
///
/// The idea: writing only appends, so a reader that notes the row count has a snapshot for nothing. Rows of one series
/// are chained backwards (`previous`), so a series is found without an index of the whole; its rows are put in time
/// order, and rows of one time merged field by field, only when somebody reads them. Following a chain waits for
/// memory at each step, though, so whoever reads many series has the rows put in order first ([#order]). A row costs
/// 16 bytes and a value 8, no objects but strings.
///
/// A log is rotated, not changed, by deletions and snapshots: each log has a generation, and a tombstone of a later
/// generation covers all of it.
///
/// Threads: any; guards itself. Readers hold the monitor while they copy one series and field out.
final class RowLog {
  private static final int[] NO_ROWS = new int[0];

  private final long generation;
  private final Chunks.Longs times = new Chunks.Longs();

  /// Series ordinal per row.
  private final Chunks.Ints series = new Chunks.Ints();

  /// Per row, the row of the same series before it plus one; zero for the first.
  private final Chunks.Ints previous = new Chunks.Ints();

  /// Per series ordinal, its last row plus one; zero when it has none.
  private final Chunks.Ints lastRow = new Chunks.Ints();

  /// Distinct series in order of appearance, and the row each appeared in.
  private int[] distinct = new int[16];
  private int[] distinctRow = new int[16];
  private int distinctCount;

  private final Map<Column, FieldLog> fields = new HashMap<>();
  private final List<FieldLog> fieldsInOrder = new ArrayList<>();
  private int rowCount;
  private long minNanos = Long.MAX_VALUE;
  private long maxNanos = Long.MIN_VALUE;
  private long sizeBytes;

  RowLog(long generation) {
    this.generation = generation;
  }

  long generation() {
    return generation;
  }

  synchronized int rowCount() {
    return rowCount;
  }

  synchronized long sizeBytes() {
    return sizeBytes;
  }

  /// First and last time so far; `startNanos` is first, `endNanos` is last, both within. Only for a log with rows.
  synchronized long minNanos() {
    return minNanos;
  }

  synchronized long maxNanos() {
    return maxNanos;
  }

  /// Appends some rows of a batch.
  ///
  /// @param sourceRows which rows, ascending; the first `count` slots, at least one
  /// @param ordinals series ordinal per key of the batch
  /// @param columns column per field of the batch
  /// @return bytes taken, roughly
  synchronized long append(TableRows rows, int[] sourceRows, int count, int[] ordinals, List<Column> columns) {
    int first = rowCount;
    int seriesBefore = distinctCount;
    appendTimes(rows.timesNanos(), sourceRows, count);
    for (int i = 0; i < count; i++) {
      appendRow(first + i, ordinals[rows.series()[sourceRows[i]]]);
    }
    long bytes = 16L * count + 16L * (distinctCount - seriesBefore);
    for (int f = 0; f < columns.size(); f++) {
      FieldRows source = rows.fields().get(f);
      if (hasAny(source, sourceRows, count)) {
        bytes += field(columns.get(f), first).append(source, sourceRows, count, first);
      }
    }
    rowCount = first + count;
    sizeBytes += bytes;
    return bytes;
  }

  /// How many fields have values.
  synchronized int fieldCount() {
    return fieldsInOrder.size();
  }

  /// The fields that the first `limit` rows have values of.
  synchronized List<Column> fields(int limit) {
    return fieldsInOrder.stream().filter(field -> field.firstRow() < limit).map(FieldLog::column).toList();
  }

  /// Adds the series of the first `limit` rows.
  synchronized void collectSeries(int limit, BitSet into) {
    int end = Arrays.binarySearch(distinctRow, 0, distinctCount, limit);
    for (int i = 0; i < (end < 0 ? -end - 1 : end); i++) {
      into.set(distinct[i]);
    }
  }

  /// Whether the first `limit` rows have one of a series.
  synchronized boolean hasSeries(int ordinal, int limit) {
    int row = lastRow.get(ordinal) - 1;
    while (row >= limit) {
      row = previous.get(row) - 1;
    }
    return row >= 0;
  }

  /// The series' rows among the first `limit` and within `span`, ascending by time, rows of one time in the order they
  /// were written.
  synchronized int[] rows(int ordinal, int limit, TimeSpan span) {
    int count = 0;
    for (int row = lastRow.get(ordinal) - 1; row >= 0; row = previous.get(row) - 1) {
      if (row < limit && span.contains(times.get(row))) {
        count++;
      }
    }
    if (count == 0) {
      return NO_ROWS;
    }
    int[] rows = new int[count];
    for (int row = lastRow.get(ordinal) - 1; row >= 0; row = previous.get(row) - 1) {
      if (row < limit && span.contains(times.get(row))) {
        rows[--count] = row;
      }
    }
    sortByTime(rows);
    return rows;
  }

  /// The first `limit` rows by series.
  synchronized RowOrder order(int limit) {
    return RowOrder.of(series, limit);
  }

  /// The rows of a series out of an order, as [#rows(int, int, TimeSpan)] gives them.
  synchronized int[] rows(RowOrder order, int ordinal, TimeSpan span) {
    int[] rows = order.rows(ordinal);
    if (minNanos < span.startNanos() || maxNanos >= span.endNanos()) {
      int kept = 0;
      for (int row : rows) {
        if (span.contains(times.get(row))) {
          rows[kept++] = row;
        }
      }
      rows = Arrays.copyOf(rows, kept);
    }
    sortByTime(rows);
    return rows;
  }

  private void sortByTime(int[] rows) {
    for (int i = 1; i < rows.length; i++) {
      if (times.get(rows[i - 1]) > times.get(rows[i])) {
        IntSort.sort(rows, (a, b) -> Long.compare(times.get(a), times.get(b)));
        return;
      }
    }
  }

  /// The times of rows.
  synchronized long[] times(int[] rows) {
    long[] found = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      found[i] = times.get(rows[i]);
    }
    return found;
  }

  /// One field's values in rows that [#rows] gave: one point a time, the last written value.
  synchronized Optional<Points> points(int[] rows, Column column) {
    FieldLog field = fields.get(column);
    if (field == null) {
      return Optional.empty();
    }
    Points points = new Points(rows.length, column.type());
    boolean isDense = field.isDense(rowCount);
    for (int row : rows) {
      if (isDense || field.has(row)) {
        if (field.isString()) {
          points.put(times.get(row), field.string(row));
        } else {
          points.put(times.get(row), field.bits(row));
        }
      }
    }
    return points.isEmpty() ? Optional.empty() : Optional.of(points);
  }

  /// Copies the series of the rows `[from, to)`.
  synchronized void copySeries(int from, int to, int[] target) {
    for (int row = from; row < to; row++) {
      target[row] = series.get(row);
    }
  }

  /// Copies the times of the rows `[from, to)` to their places.
  synchronized void scatterTimes(int from, int to, int[] places, long[] target) {
    for (int row = from; row < to; row++) {
      target[places[row]] = times.get(row);
    }
  }

  synchronized boolean hasField(Column column) {
    return fields.containsKey(column);
  }

  /// Whether every row has a value of a field.
  synchronized boolean isDense(Column column) {
    return fields.get(column).isDense(rowCount);
  }

  /// Copies the values of a field in the rows `[from, to)` to their places.
  synchronized void scatter(Column column, int from, int to, int[] places, SortedField target) {
    fields.get(column).scatter(from, to, places, target);
  }

  private void appendTimes(long[] source, int[] sourceRows, int count) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, source[sourceRows[i]]);
      greatest = Math.max(greatest, source[sourceRows[i]]);
    }
    minNanos = Math.min(minNanos, least);
    maxNanos = Math.max(maxNanos, greatest);
    if (sourceRows[count - 1] - sourceRows[0] == count - 1) {
      times.setAll(rowCount, source, sourceRows[0], count);
    } else {
      for (int i = 0; i < count; i++) {
        times.set(rowCount + i, source[sourceRows[i]]);
      }
    }
  }

  private void appendRow(int row, int ordinal) {
    series.set(row, ordinal);
    int before = lastRow.get(ordinal);
    previous.set(row, before);
    lastRow.set(ordinal, row + 1);
    if (before == 0) {
      appendDistinct(ordinal, row);
    }
  }

  private void appendDistinct(int ordinal, int row) {
    if (distinctCount == distinct.length) {
      distinct = Arrays.copyOf(distinct, 2 * distinctCount);
      distinctRow = Arrays.copyOf(distinctRow, 2 * distinctCount);
    }
    distinct[distinctCount] = ordinal;
    distinctRow[distinctCount++] = row;
  }

  private FieldLog field(Column column, int firstRow) {
    FieldLog field = fields.get(column);
    if (field == null) {
      field = new FieldLog(column, firstRow);
      fields.put(column, field);
      fieldsInOrder.add(field);
    }
    return field;
  }

  private static boolean hasAny(FieldRows source, int[] sourceRows, int count) {
    for (int i = 0; i < count; i++) {
      if (source.isPresent(sourceRows[i])) {
        return true;
      }
    }
    return false;
  }
}
