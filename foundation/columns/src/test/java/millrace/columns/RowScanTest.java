package millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import org.junit.jupiter.api.Test;

class RowScanTest {
  private static final Column HOST = new Column(1, "host", ColumnType.TAG);
  private static final Column X = new Column(2, "x", ColumnType.FLOAT);
  private static final Column Y = new Column(3, "y", ColumnType.FLOAT);

  /// Values by series, field and time.
  private final List<Map<Column, NavigableMap<Long, Double>>> points =
      List.of(Map.of(X, new TreeMap<>(), Y, new TreeMap<>()), Map.of(X, new TreeMap<>(), Y, new TreeMap<>()));

  @Test
  void joinsFieldsByTimeAndKeepsRowsWithoutAnyProjectedField() {
    points.get(0).get(X).putAll(Map.of(1L, 10.0, 3L, 30.0));
    points.get(0).get(Y).putAll(Map.of(2L, 2.0, 3L, 3.0));
    points.get(1).get(Y).putAll(Map.of(9L, 9.0));
    assertThat(text(List.of(X, HOST), TimeSpan.ALL)).isEqualTo("0@1 10.0 h0; 0@2 - h0; 0@3 30.0 h0; 1@9 - h1; ");
    assertThat(text(List.of(HOST, Y), new TimeSpan(2, 3))).isEqualTo("0@2 h0 2.0; ");
  }

  @Test
  void givesRunsAcrossBatchesWithoutLosingARow() {
    for (long time = 0; time < 5000; time++) {
      points.get(0).get(X).put(time, time * 1.0);
      if (time % 3 == 0) {
        points.get(1).get(Y).put(time, -time * 1.0);
      }
    }
    RowScan scan = new RowScan(new Table(), List.of(X, Y), TimeSpan.ALL, series -> true);
    RowBatch batch = scan.newBatch();
    long rows = 0;
    double sum = 0;
    while (scan.next(batch)) {
      rows += batch.size;
      for (int row = 0; row < batch.size; row++) {
        sum += batch.column(0).isValid(row) ? batch.column(0).floats[row] : 0;
        sum += batch.column(1).isValid(row) ? batch.column(1).floats[row] : 0;
      }
    }
    assertThat(rows).isEqualTo(5000 + 1667);
    assertThat(sum).isEqualTo(5000.0 * 4999 / 2 - 3.0 * 1666 * 1667 / 2);
  }

  @Test
  void readsOnlyTheSeriesWanted() {
    points.get(0).get(X).put(1L, 1.0);
    points.get(1).get(X).put(1L, 2.0);
    RowScan scan = RowScan.perShard(new Table(), List.of(X), TimeSpan.ALL, series -> series == 1).getFirst();
    RowBatch batch = scan.newBatch();
    assertThat(scan.next(batch)).isTrue();
    assertThat(batch.size).isEqualTo(1);
    assertThat(batch.runSeries[0]).isEqualTo(1);
    assertThat(scan.next(batch)).isFalse();
  }

  private String text(List<Column> projection, TimeSpan span) {
    RowScan scan = new RowScan(new Table(), projection, span, series -> true);
    RowBatch batch = scan.newBatch();
    StringBuilder text = new StringBuilder();
    while (scan.next(batch)) {
      for (int run = 0; run < batch.runCount; run++) {
        for (int row = batch.runStart[run]; row < batch.runStart[run + 1]; row++) {
          text.append(batch.runSeries[run]).append('@').append(batch.times[row]);
          for (int i = 0; i < projection.size(); i++) {
            RowBatch.Values values = batch.column(i);
            Object value = projection.get(i) == HOST ? values.strings[run] : values.floats[row];
            text.append(' ').append(projection.get(i) == HOST || values.isValid(row) ? value : "-");
          }
          text.append("; ");
        }
      }
    }
    return text.toString();
  }

  /// Two series over `points`.
  private static final class Hosts implements SeriesSet {
    @Override
    public int count() {
      return 2;
    }

    @Override
    public int[] sorted() {
      return new int[] {0, 1};
    }

    @Override
    public SeriesKey key(int series) {
      return SeriesKey.of(Map.of("host", "h" + series));
    }

    @Override
    public Optional<String> tagValue(int series, String tag) {
      return Optional.ofNullable(key(series).tags().get(tag));
    }
  }

  private final class Table implements TableReader {
    @Override
    public List<Column> columns() {
      return List.of(HOST, X, Y);
    }

    @Override
    public SeriesSet series() {
      return new Hosts();
    }

    @Override
    public List<ShardReader> shards(TimeSpan span) {
      return List.of(new OnlyShard());
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private final class OnlyShard implements ShardReader {
    @Override
    public TimeSpan span() {
      return TimeSpan.ALL;
    }

    @Override
    public List<Column> fields() {
      return List.of(X, Y);
    }

    @Override
    public int[] series() {
      return new int[] {0, 1};
    }

    @Override
    public Optional<Cursor> cursor(int series, Column field, TimeSpan span, boolean ascending) {
      List<Map.Entry<Long, Double>> left =
          new ArrayList<>(points.get(series).get(field).subMap(span.startNanos(), span.endNanos()).entrySet());
      return left.isEmpty() ? Optional.empty() : Optional.of(batch -> fill(batch, left));
    }
  }

  /// Gives at most 700 points a time, so that batches of fields and times do not line up.
  private static boolean fill(PointBatch batch, List<Map.Entry<Long, Double>> left) {
    batch.size = Math.min(700, left.size());
    for (int i = 0; i < batch.size; i++) {
      batch.times[i] = left.get(i).getKey();
      batch.floats[i] = left.get(i).getValue();
    }
    left.subList(0, batch.size).clear();
    return batch.size > 0;
  }
}
