package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Queries for the newest or oldest rows read no more than they need, and miss none.
class FirstRowsTest {
  private static final long SHARD = 1000;
  private static final int SHARDS = 5;
  private static final int HOSTS = 7;
  private static final Column HOST = new Column(0, "host", ColumnType.TAG);
  private static final Column VALUE = new Column(1, "v", ColumnType.INTEGER);

  /// Times by shard and series.
  private static final List<List<NavigableSet<Long>>> TIMES = new ArrayList<>();

  private static SqlEngine engine;
  private static long pointsRead;
  private static Runnable whenRead = () -> {};
  private static final Set<TimeSpan> SHARDS_READ = new HashSet<>();

  @BeforeAll
  static void open() {
    Table table = new Table(1, "cpu", 2, List.of(HOST, VALUE), Optional.empty(), List.of(), List.of());
    Relation cpu = new TableRelation(table, id -> new Reader(), TimeSpan.ALL);
    engine = new SqlEngine(Path.of(System.getProperty("java.io.tmpdir"), "millrace-native"), name -> new Relations() {
      @Override
      public Optional<Relation> find(String schema, String name) {
        return name.equals("cpu") ? Optional.of(cpu) : Optional.empty();
      }

      @Override
      public List<String> names(String schema) {
        return List.of("cpu");
      }
    });
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void fill() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("FirstRowsTest seed " + seed + " (-Dmillrace.seed=" + seed + ")");
    Random random = new Random(seed);
    TIMES.clear();
    for (int shard = 0; shard < SHARDS; shard++) {
      List<NavigableSet<Long>> series = new ArrayList<>();
      for (int host = 0; host < HOSTS; host++) {
        NavigableSet<Long> times = new TreeSet<>();
        for (int i = random.nextInt(40) - 5; i > 0; i--) {
          times.add(shard * SHARD + random.nextInt(60) * 10);
        }
        series.add(times);
      }
      TIMES.add(series);
    }
    pointsRead = 0;
    whenRead = () -> {};
    SHARDS_READ.clear();
  }

  @Test
  void areThoseOfAllRowsSorted() {
    Random random = new Random(5);
    for (int i = 0; i < 120; i++) {
      long start = random.nextInt(SHARDS) * SHARD - 500;
      long end = start + random.nextInt(4000);
      boolean descending = random.nextBoolean();
      int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
      int offset = random.nextInt(4);
      boolean some = random.nextBoolean();
      String where = "time >= " + start + " AND time < " + end + (some ? " AND host IN ('h1', 'h4')" : "");
      List<String> expected = rows(start, end, some).stream()
          .sorted(descending ? Comparator.<Row>comparingLong(Row::time).reversed().thenComparing(Row::host)
              : Comparator.<Row>comparingLong(Row::time).thenComparing(Row::host))
          .skip(offset).limit(limit).map(row -> row.host() + "@" + row.time()).toList();
      assertThat(ask("WHERE " + where.replace(">= -500", ">= '1969-12-31T23:59:59.999999500Z'") + " ORDER BY time "
          + (descending ? "DESC" : "ASC") + ", host LIMIT " + limit + " OFFSET " + offset)).isEqualTo(expected);
    }
  }

  @Test
  void areReadFromTheirEndOfTimeOnly() {
    long all = TIMES.stream().flatMap(List::stream).mapToLong(NavigableSet::size).sum();
    ask("ORDER BY time DESC LIMIT 1");
    assertThat(SHARDS_READ).hasSize(1);
    long newest = pointsRead;
    assertThat(newest).isLessThan(all);
    pointsRead = 0;
    ask("ORDER BY v DESC LIMIT 1");
    assertThat(pointsRead).isEqualTo(2 * all);
  }

  @Test
  void theSearchForThemEndsWhenTheQueryIsGivenUp() {
    AtomicReference<Runnable> cancel = new AtomicReference<>();
    whenRead = () -> cancel.get().run();
    assertThatThrownBy(() -> {
      try (SqlResult result = engine.query(
          new SqlRequest("db", "SELECT time FROM cpu ORDER BY time DESC LIMIT 1000", Map.of(), 0), cancel::set)) {
        result.next();
      }
    }).extracting(failure -> ((MillraceException) failure).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(SHARDS_READ).hasSize(1);
    assertThat(pointsRead).isLessThan(TIMES.stream().flatMap(List::stream).mapToLong(NavigableSet::size).sum());
  }

  private record Row(String host, long time) {}

  private static List<Row> rows(long start, long end, boolean some) {
    List<Row> rows = new ArrayList<>();
    for (List<NavigableSet<Long>> shard : TIMES) {
      for (int host = 0; host < HOSTS; host++) {
        String name = "h" + host;
        if (!some || host == 1 || host == 4) {
          shard.get(host).subSet(start, end).forEach(time -> rows.add(new Row(name, time)));
        }
      }
    }
    return rows;
  }

  private static List<String> ask(String rest) {
    List<String> rows = new ArrayList<>();
    try (SqlResult result = engine.query(new SqlRequest("db", "SELECT host, v, time FROM cpu " + rest, Map.of(), 0))) {
      for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
        for (int row = 0; row < batch.get().rows(); row++) {
          assertThat(batch.get().value(1, row)).isEqualTo(batch.get().value(2, row));
          rows.add(batch.get().value(0, row) + "@" + batch.get().value(2, row));
        }
      }
    }
    return rows;
  }

  private static final class Hosts implements SeriesSet {
    @Override
    public int count() {
      return HOSTS;
    }

    @Override
    public int[] sorted() {
      return new int[] {0, 1, 2, 3, 4, 5, 6};
    }

    @Override
    public SeriesKey key(int series) {
      return SeriesKey.of(Map.of("host", "h" + series));
    }

    @Override
    public Optional<String> tagValue(int series, String tag) {
      return Optional.of("h" + series);
    }
  }

  private static final class Reader implements TableReader {
    @Override
    public List<Column> columns() {
      return List.of(HOST, VALUE);
    }

    @Override
    public SeriesSet series() {
      return new Hosts();
    }

    @Override
    public List<ShardReader> shards(TimeSpan span) {
      List<ShardReader> shards = new ArrayList<>();
      for (int shard = 0; shard < SHARDS; shard++) {
        TimeSpan own = new TimeSpan(shard * SHARD, (shard + 1) * SHARD);
        if (own.startNanos() < span.endNanos() && span.startNanos() < own.endNanos()) {
          shards.add(new Shard(own, TIMES.get(shard)));
        }
      }
      return shards;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private record Shard(TimeSpan span, List<NavigableSet<Long>> times) implements ShardReader {
    @Override
    public List<Column> fields() {
      return List.of(VALUE);
    }

    @Override
    public int[] series() {
      SHARDS_READ.add(span);
      return new Hosts().sorted();
    }

    @Override
    public Optional<Cursor> cursor(int series, Column field, TimeSpan wanted, boolean ascending) {
      NavigableSet<Long> within = times.get(series).subSet(wanted.startNanos(), true, wanted.endNanos(), false);
      List<Long> left = new ArrayList<>(ascending ? within : within.descendingSet());
      return within.isEmpty() ? Optional.empty() : Optional.of(batch -> fill(batch, left));
    }

    private static boolean fill(PointBatch batch, List<Long> left) {
      whenRead.run();
      batch.size = Math.min(left.size(), 3);
      for (int i = 0; i < batch.size; i++) {
        batch.times[i] = left.removeFirst();
        if (batch.integers != null) {
          batch.integers[i] = batch.times[i];
        }
      }
      pointsRead += batch.size;
      return batch.size > 0;
    }
  }
}
