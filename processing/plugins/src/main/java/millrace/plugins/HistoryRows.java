package millrace.plugins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.columns.Column;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.RowBatch;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;
import millrace.columns.TableRows;

/// Rows collected from a scan, to be handed on in time order as if they had just been written.
///
/// Threads: one.
final class HistoryRows {
  /// Roughly what rows handed over at once may take.
  static final long MAX_BYTES = 32L * 1024 * 1024;

  private static final int CELL_BYTES = 10;

  private final long tableId;
  private final String table;
  private final List<Field> fields;
  private final SeriesSet allSeries;
  private final Map<Integer, Integer> seriesIndex = new HashMap<>();
  private final List<SeriesKey> seriesKeys = new ArrayList<>();
  private long[] times = new long[64];
  private int[] series = new int[64];
  private int count;
  private long textBytes;

  HistoryRows(long tableId, String table, List<Column> columns, SeriesSet allSeries) {
    this.tableId = tableId;
    this.table = table;
    this.fields = columns.stream().map(Field::new).toList();
    this.allSeries = allSeries;
  }

  int count() {
    return count;
  }

  long[] times() {
    return Arrays.copyOf(times, count);
  }

  /// Of a collection that has rows.
  long firstNanos() {
    return Arrays.stream(times, 0, count).min().orElseThrow();
  }

  long sizeBytes() {
    return (long) count * (12 + (long) CELL_BYTES * fields.size()) + textBytes;
  }

  /// Adds the rows `[from, to)` of a batch over this table's fields.
  void add(RowBatch batch, int from, int to) {
    makeRoom(count + to - from);
    System.arraycopy(batch.times, from, times, count, to - from);
    for (int run = 0; run < batch.runCount; run++) {
      int first = Math.max(from, batch.runStart[run]);
      int end = Math.min(to, batch.runStart[run + 1]);
      if (first < end) {
        int ordinal = batch.runSeries[run];
        Arrays.fill(series, count + first - from, count + end - from, indexOf(ordinal));
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      textBytes += fields.get(i).add(batch.column(i), from, to, count);
    }
    count += to - from;
  }

  /// The rows by time; rows of one instant keep their order.
  TableRows sorted() {
    int[] order =
        IntStream.range(0, count).boxed().sorted((a, b) -> Long.compare(times[a], times[b])).mapToInt(i -> i).toArray();
    long[] sortedTimes = new long[count];
    int[] sortedSeries = new int[count];
    for (int row = 0; row < count; row++) {
      sortedTimes[row] = times[order[row]];
      sortedSeries[row] = series[order[row]];
    }
    List<FieldRows> filled =
        fields.stream().filter(field -> !field.present.isEmpty()).map(field -> field.sorted(order)).toList();
    return new TableRows(tableId, table, count, sortedTimes, sortedSeries, seriesKeys, filled);
  }

  private int indexOf(int ordinal) {
    return seriesIndex.computeIfAbsent(
        ordinal,
        _ -> {
          seriesKeys.add(allSeries.key(ordinal));
          return seriesKeys.size() - 1;
        });
  }

  private void makeRoom(int rows) {
    if (rows > times.length) {
      int capacity = Math.max(rows, times.length * 2);
      times = Arrays.copyOf(times, capacity);
      series = Arrays.copyOf(series, capacity);
    }
  }

  /// Values of one field; absent ones as the bits of `present` say.
  private static final class Field {
    private final Column column;
    private final BitSet present = new BitSet();
    private long[] numbers = new long[0];
    private double[] floats = new double[0];
    private boolean[] booleans = new boolean[0];
    private String[] strings = new String[0];

    Field(Column column) {
      this.column = column;
    }

    /// @return bytes of text taken in
    long add(RowBatch.Values values, int from, int to, int at) {
      int rows = at + to - from;
      long bytes = 0;
      for (int row = from; row < to; row++) {
        if (values.isValid(row)) {
          present.set(at + row - from);
        }
      }
      switch (column.type()) {
        case FLOAT -> {
          floats = rows > floats.length ? Arrays.copyOf(floats, Math.max(rows, floats.length * 2)) : floats;
          System.arraycopy(values.floats, from, floats, at, to - from);
        }
        case INTEGER, UNSIGNED -> {
          numbers = rows > numbers.length ? Arrays.copyOf(numbers, Math.max(rows, numbers.length * 2)) : numbers;
          System.arraycopy(values.integers, from, numbers, at, to - from);
        }
        case BOOLEAN -> {
          booleans = rows > booleans.length ? Arrays.copyOf(booleans, Math.max(rows, booleans.length * 2)) : booleans;
          System.arraycopy(values.booleans, from, booleans, at, to - from);
        }
        case STRING -> {
          strings = rows > strings.length ? Arrays.copyOf(strings, Math.max(rows, strings.length * 2)) : strings;
          for (int row = from; row < to; row++) {
            if (values.isValid(row)) {
              strings[at + row - from] = values.strings[row];
              bytes += values.strings[row].length();
            }
          }
        }
        case TAG -> throw new IllegalStateException("tags are part of the series");
      }
      return bytes;
    }

    FieldRows sorted(int[] order) {
      int rows = order.length;
      BitSet sortedPresent = new BitSet(rows);
      for (int row = 0; row < rows; row++) {
        sortedPresent.set(row, present.get(order[row]));
      }
      BitSet bits = sortedPresent.cardinality() == rows ? null : sortedPresent;
      return new FieldRows(column.name(), column.type(), values(order), bits);
    }

    private ColumnValues values(int[] order) {
      return switch (column.type()) {
        case FLOAT -> new ColumnValues.Floats(Arrays.stream(order).mapToDouble(row -> floats[row]).toArray());
        case INTEGER, UNSIGNED -> new ColumnValues.Integers(Arrays.stream(order).mapToLong(row -> numbers[row]).toArray());
        case STRING ->
            new ColumnValues.Strings(Arrays.stream(order).mapToObj(row -> strings[row]).toArray(String[]::new));
        case BOOLEAN -> {
          boolean[] sorted = new boolean[order.length];
          for (int row = 0; row < order.length; row++) {
            sorted[row] = booleans[order[row]];
          }
          yield new ColumnValues.Booleans(sorted);
        }
        case TAG -> throw new IllegalStateException("tags are part of the series");
      };
    }
  }
}
