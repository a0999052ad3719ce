package millrace.query.iterator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import millrace.columns.ColumnType;
import millrace.influxql.Fill;
import millrace.query.Cancellation;
import millrace.query.MemoryPool;
import millrace.query.QueryLimits;
import millrace.query.QueryWorkers;
import millrace.query.batch.Allowance;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.GroupTable;
import millrace.query.batch.TagKeys;
import millrace.query.time.Windows;
import org.junit.jupiter.api.Test;

/// Series that have the same times for a while take a way of their own, which must give the heap's very order.
class SeriesMergeIteratorTest {
  private static final Group GROUP = new GroupTable(Allowance.UNLIMITED).group("m", Map.of(), TagKeys.NONE);

  private record Point(int series, long time) {}

  @Test
  void seriesOfTheSameTimesComeAsTheHeapHasThem() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      boolean ascending = random.nextBoolean();
      List<long[]> series = series(random, ascending);
      assertThat(merged(series, ascending, random)).as("-Dmillrace.seed=%d, run %d", seed, run)
          .isEqualTo(expected(series, ascending));
    }
  }

  /// Times of some series: most of them common, some missing, some series ending early.
  private static List<long[]> series(Random random, boolean ascending) {
    int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 1500 : 20);
    int length = 1 + random.nextInt(count > 100 ? 20 : 3000);
    int gaps = random.nextInt(3) == 0 ? 10 : 2000;
    List<long[]> all = new ArrayList<>();
    for (int series = 0; series < count; series++) {
      long[] times = new long[length];
      int size = 0;
      for (int i = 0; i < length; i++) {
        if (random.nextInt(gaps) > 0) {
          times[size++] = ascending ? i : -i;
        }
      }
      all.add(Arrays.copyOf(times, random.nextInt(10) == 0 ? size / 2 : size));
    }
    return all;
  }

  private static List<Point> merged(List<long[]> series, boolean ascending, Random random) {
    int batch = 1 + random.nextInt(Batch.CAPACITY);
    List<BatchIterator> inputs = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      inputs.add(new Times(series.get(i), i, batch));
    }
    BatchIterator merge = SeriesMergeIterator.of(inputs, options(ascending));
    List<Point> points = new ArrayList<>();
    while (merge.next()) {
      Batch rows = merge.batch();
      for (int row = 0; row < rows.size; row++) {
        assertThat(rows.groups[row]).isSameAs(GROUP);
        assertThat(rows.weights[row]).isEqualTo(1);
        checkAux(rows, row);
        points.add(new Point((int) rows.values.floats[row], rows.times[row]));
      }
    }
    return points;
  }

  private static void checkAux(Batch rows, int row) {
    assertThat(rows.aux[0].integers[row]).isEqualTo(2 * rows.times[row]);
    assertThat(rows.aux[1].isMissing(row)).isEqualTo(Times.isMissing(rows.times[row]));
    if (!rows.aux[1].isMissing(row)) {
      assertThat(rows.aux[1].booleans[row]).isEqualTo(rows.times[row] > 500);
    }
  }

  /// The order of a heap that compares point by point.
  private static List<Point> expected(List<long[]> series, boolean ascending) {
    int[] at = new int[series.size()];
    InputHeap heap =
        new InputHeap(
            series.size(),
            (a, b) -> {
              long left = series.get(a)[at[a]];
              long right = series.get(b)[at[b]];
              return ascending ? left < right : left > right;
            });
    for (int i = 0; i < at.length; i++) {
      if (series.get(i).length > 0) {
        heap.add(i);
      }
    }
    heap.build();
    List<Point> points = new ArrayList<>();
    while (!heap.isEmpty()) {
      int next = heap.pop();
      points.add(new Point(next, series.get(next)[at[next]++]));
      if (at[next] < series.get(next).length) {
        heap.push(next);
      }
    }
    return points;
  }

  private static IteratorOptions options(boolean ascending) {
    MemoryPool.Share memory = MemoryPool.unlimited().open();
    QueryContext context =
        new QueryContext(new Cancellation(), QueryLimits.NONE, memory, new QueryWorkers(0));
    return new IteratorOptions(
        "", Optional.empty(), List.of(), new Windows(0, 0, Optional.empty(), 0, Long.MAX_VALUE - 1), ascending, true,
        TagKeys.NONE, TagKeys.NONE, Optional.empty(), Fill.Mode.NONE, 0, 0, false, 0, 0, context);
  }

  /// Points at given times, whose value says which series they are of.
  private static final class Times implements BatchIterator {
    private final long[] times;
    private final int series;
    private final int most;
    private final Batch out = new Batch(ColumnType.FLOAT, List.of(ColumnType.INTEGER, ColumnType.BOOLEAN));
    private int at;

    Times(long[] times, int series, int most) {
      this.times = times;
      this.series = series;
      this.most = most;
    }

    static boolean isMissing(long time) {
      return time % 7 == 0;
    }

    @Override
    public Batch batch() {
      return out;
    }

    @Override
    public boolean next() {
      out.size = 0;
      while (out.size < most && at < times.length) {
        long time = times[at++];
        int row = out.add(time, GROUP);
        out.values.setFloat(row, series);
        out.aux[0].setInteger(row, 2 * time);
        out.aux[1].setBoolean(row, time > 500);
        if (isMissing(time)) {
          out.aux[1].setMissing(row);
        }
      }
      return out.size > 0;
    }
  }
}
