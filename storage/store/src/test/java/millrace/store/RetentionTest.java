package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoreOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rows past their policy's period are hidden to the nanosecond, and their shards go whole: with queries in flight, with
/// a store that fails at any step, with a process that dies at any step.
class RetentionTest {
  private static final long TABLE = 7;
  private static final int DAYS = 30;
  private static final StoreOptions OPTIONS = new StoreOptions("n", 1 << 20, 100, 1 << 20, 100);

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final FaultyObjectStore faulty = new FaultyObjectStore(objects);
  private Store store = new Store(faulty, schema, OPTIONS);

  @Test
  void theEdgeShardShowsWhatIsWithinThePeriodAndNoMore() {
    Rows rows = new Rows(schema, TABLE);
    for (int i = 0; i < 20_000; i++) {
      rows.add(Map.of("host", "a"), i, Map.of("x", 1.0));
    }
    store.apply(rows.add(Map.of("host", "old"), 5, Map.of("x", 1.0)).batch(), 1, 0);
    for (boolean isInFiles : new boolean[] {false, true}) {
      if (isInFiles) {
        store.snapshot();
      }
      schema.expireBefore(15_001);
      store.expire();
      try (TableReader reader = store.open(TABLE)) {
        assertThat(TableModel.countsText(reader, TimeSpan.ALL, true)).contains("4999").doesNotContain("20000", "old");
        assertThat(TableModel.seriesText(reader)).isEqualTo("host=a");
      }
    }
    assertThat(store.files()).hasSize(1);
  }

  @Test
  void aQueryInFlightReadsOnInShardsThatExpire() {
    fill();
    TableReader inFlight = store.open(TABLE);
    ShardReader first = inFlight.shards(TimeSpan.ALL).getFirst();
    schema.expireBefore(Long.MAX_VALUE);
    store.expire();
    assertThat(store.files()).isEmpty();
    assertThat(days(first)).containsExactly(0);
    assertThat(days(inFlight)).isEqualTo(daysFrom(0));
    assertThat(days()).isEmpty();
    assertThat(dataObjects()).isEqualTo(DAYS);
    inFlight.close();
    assertThat(dataObjects()).isZero();
  }

  @Test
  void readersBesideRetentionSeeThePeriodOfTheirMoment() throws Exception {
    fill();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Void> reading = () -> {
        int from = 0;
        while (from < DAYS) {
          long before = schema.cutoffNanos(0);
          try (TableReader reader = store.open(TABLE)) {
            long after = schema.cutoffNanos(0);
            List<Integer> found = days(reader);
            from = DAYS - found.size();
            assertThat(found).isEqualTo(daysFrom(from));
            assertThat((long) from).isBetween(before / GrowingSchema.DAY, after / GrowingSchema.DAY);
          }
        }
        return null;
      };
      schema.expireBefore(0);
      List<Future<Void>> readers = List.of(threads.submit(reading), threads.submit(reading));
      for (int day = 1; day <= DAYS; day++) {
        schema.expireBefore(day * GrowingSchema.DAY);
        store.expire();
      }
      for (Future<Void> reader : readers) {
        reader.get();
      }
    }
    assertThat(dataObjects()).isZero();
  }

  /// Whatever call fails, or is the last one of its process: only what is past its period is missing afterwards, and the
  /// next round of retention ends the work.
  @ParameterizedTest
  @EnumSource(names = {"PUT_IF_ABSENT", "GET", "DELETE"})
  void aFaultAtAnyStepLosesNothingElse(StoreOperation operation) {
    int failed = 0;
    List<Fault> faults = List.of(
        new Fault.Fail(), new Fault.LoseAnswer(), new Fault.Last(new Fault.Fail()), new Fault.Last(new Fault.LoseAnswer()));
    for (Fault fault : faults) {
      for (int nth = 1; nth <= 4; nth++) {
        schema.expireBefore(Long.MIN_VALUE);
        objects.list("", "").forEach(object -> objects.delete(object.name()));
        faulty.setDown(false);
        faulty.calm();
        restart();
        fill();
        schema.expireBefore(3 * GrowingSchema.DAY);
        faulty.plan(operation, nth, fault);
        try {
          store.expire();
        } catch (MillraceException e) {
          failed++;
        }
        String at = operation + " " + nth + " " + fault;
        if (!(fault instanceof Fault.Last)) {
          assertThat(days()).as(at).isEqualTo(daysFrom(3));
        }
        faulty.setDown(false);
        faulty.calm();
        restart();
        assertThat(days()).as(at).isEqualTo(daysFrom(3));
        store.expire();
        store.removeOrphans();
        assertThat(store.files()).as(at).hasSize(DAYS - 3);
        assertThat(dataObjects()).as(at).isEqualTo(DAYS - 3);
        assertThat(days()).as(at).isEqualTo(daysFrom(3));
      }
    }
    assertThat(failed).as("faults that showed").isGreaterThanOrEqualTo(operation == StoreOperation.DELETE ? 0 : 2);
  }

  /// One file a day; the value is the day.
  private void fill() {
    Rows rows = new Rows(schema, TABLE);
    for (int day = 0; day < DAYS; day++) {
      rows.add(Map.of("host", "a"), day * GrowingSchema.DAY, Map.of("x", (double) day));
    }
    store.apply(rows.batch(), 1, 0);
    store.snapshot();
  }

  private void restart() {
    store = new Store(faulty, schema, OPTIONS);
  }

  private int dataObjects() {
    return objects.list("n/dbs/", "").size();
  }

  private static List<Integer> daysFrom(int first) {
    return IntStream.range(first, DAYS).boxed().toList();
  }

  private List<Integer> days() {
    try (TableReader reader = store.open(TABLE)) {
      return days(reader);
    }
  }

  private static List<Integer> days(TableReader reader) {
    return reader.shards(TimeSpan.ALL).stream().flatMap(shard -> days(shard).stream()).toList();
  }

  private static List<Integer> days(ShardReader shard) {
    PointBatch points = new PointBatch(shard.fields().getFirst().type());
    Cursor cursor = shard.cursor(shard.series()[0], shard.fields().getFirst(), TimeSpan.ALL, true).orElseThrow();
    return cursor.next(points)
        ? IntStream.range(0, points.size).mapToObj(i -> (int) points.floats[i]).toList()
        : List.of();
  }
}
