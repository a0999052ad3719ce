package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import millrace.base.TimeSpan;
import millrace.columns.ColumnValues;
import millrace.columns.TableRows;
import millrace.plugins.HistorySlices.Slice;
import millrace.plugins.worker.TableBatch;
import org.junit.jupiter.api.Test;

/// Whatever the history, its slices are all of its rows, each once, in time order, and none is too large.
class HistorySlicesPropertyTest {
  private static final int MAX_ROWS = 100;

  @Test
  void slicesAreTheWholeHistoryInOrder() {
    for (int round = 0; round < 60; round++) {
      long seed = Long.getLong("millrace.seed", System.nanoTime() + round);
      check(new Random(seed), "seed " + seed);
    }
  }

  @Test
  void manySeriesAtTheSameInstantsComeInstantByInstant() {
    FakeHistory history = new FakeHistory();
    for (int host = 0; host < 250; host++) {
      for (int i = 0; i < 5; i++) {
        history.add(1, "h" + host, i * 10_000_000_000L, host);
      }
    }
    List<Slice> slices = slices(history, TimeSpan.ALL, 1);
    assertThat(slices).extracting(Slice::rows).containsExactly(
        100L, 100L, 50L, 100L, 100L, 50L, 100L, 100L, 50L, 100L, 100L, 50L, 100L, 100L, 50L);
    assertThat(slices.get(1).doneNanos()).isZero();
    assertThat(slices.get(2).doneNanos()).isEqualTo(1);
  }

  @Test
  void stepsOverYearsWithoutRows() {
    FakeHistory history = new FakeHistory();
    history.add(1, "a", Long.MIN_VALUE + 2 * FakeHistory.HOUR, 1);
    history.add(1, "a", 7, 2);
    history.add(1, "a", Long.MAX_VALUE - FakeHistory.HOUR * 2, 3);
    assertThat(slices(history, TimeSpan.ALL, 1)).extracting(Slice::rows).containsExactly(1L, 1L, 1L);
    assertThat(slices(history, new TimeSpan(7, 8), 1)).hasSize(1);
    assertThat(slices(history, new TimeSpan(8, 9), 1)).isEmpty();
    assertThat(slices(new FakeHistory(), TimeSpan.ALL, 1)).isEmpty();
  }

  private static void check(Random random, String name) {
    FakeHistory history = new FakeHistory();
    List<Row> stored = new ArrayList<>();
    Map<String, Row> unique = new HashMap<>();
    long spread = 1L << random.nextInt(10, 50);
    long grid = 1L << random.nextInt(0, 45);
    int rows = random.nextInt(1, 3_000);
    for (int i = 0; i < rows; i++) {
      long time = Math.floorMod(random.nextLong(), spread) / grid * grid;
      Row row = new Row(random.nextInt(1, 3), "h" + random.nextInt(1, 40), time, i);
      history.add(row.table(), row.host(), row.time(), row.value());
      unique.put(row.table() + row.host() + " " + row.time(), row);
    }
    stored.addAll(unique.values());
    long from = random.nextBoolean() ? Long.MIN_VALUE : spread / 4;
    long to = random.nextBoolean() ? Long.MAX_VALUE : Math.max(from, spread - spread / 4);
    stored.removeIf(row -> row.time() < from || row.time() >= to);

    List<Slice> slices = slices(history, new TimeSpan(from, to), 2);

    List<Row> read = new ArrayList<>();
    long done = from;
    for (Slice slice : slices) {
      List<Row> own = rows(slice);
      assertThat(own).as(name).hasSize((int) slice.rows()).hasSizeBetween(1, MAX_ROWS);
      long least = done;
      assertThat(own).as(name).allMatch(row -> row.time() >= least && row.time() <= slice.doneNanos());
      assertThat(slice.doneNanos()).as(name).isGreaterThanOrEqualTo(done);
      done = slice.doneNanos();
      read.addAll(own);
    }
    assertThat(read).as(name).containsExactlyInAnyOrderElementsOf(stored);
    assertThat(history.open).as(name).isZero();
  }

  private static List<Slice> slices(FakeHistory history, TimeSpan span, int tables) {
    List<HistoryTable> opened = new ArrayList<>();
    for (int id = 1; id <= tables; id++) {
      opened.add(new HistoryTable(history, id, "t" + id));
    }
    List<Slice> slices = new ArrayList<>();
    try (HistorySlices reading = new HistorySlices(opened, span, MAX_ROWS)) {
      for (Optional<Slice> next = reading.next(); next.isPresent(); next = reading.next()) {
        slices.add(next.get());
        if (slices.size() % 3 == 0) {
          reading.renew();
        }
      }
    }
    return slices;
  }

  /// The rows of a slice; those of each table must be in time order.
  private static List<Row> rows(Slice slice) {
    List<Row> rows = new ArrayList<>();
    for (TableBatch batch : slice.tables()) {
      TableRows part = batch.parts().getFirst();
      assertThat(part.timesNanos()).isSorted();
      long[] values = ((ColumnValues.Integers) part.fields().getFirst().values()).values();
      for (int row = 0; row < part.rowCount(); row++) {
        String host = part.seriesKeys().get(part.series()[row]).tags().get("host");
        rows.add(new Row(part.tableId(), host, part.timesNanos()[row], values[row]));
      }
    }
    return rows;
  }

  private record Row(long table, String host, long time, long value) {}
}
