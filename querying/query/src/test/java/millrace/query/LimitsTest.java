package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitsTest {
  private final TestDatabase database = new TestDatabase(2, 1_000_000_000_000L);

  LimitsTest() {
    database.write(
        """
        cpu,host=a value=1 0
        cpu,host=a value=2 10000000000
        cpu,host=b value=3 20000000000
        """);
  }

  @Test
  void stopsAtTheMostPoints() {
    assertThat(query("SELECT value FROM cpu", new QueryLimits(2, 0, 0)))
        .isEqualTo("error: max-select-point limit exceeed: (3/2)\n");
  }

  @Test
  void stopsAtTheMostSeries() {
    assertThat(query("SELECT value FROM cpu", new QueryLimits(0, 1, 0)))
        .isEqualTo("error: max-select-series limit exceeded: (2/1)\n");
  }

  @Test
  void stopsAtTheMostBuckets() {
    String text = "SELECT mean(value) FROM cpu WHERE time >= 0 AND time < 110s GROUP BY time(10s)";
    assertThat(query(text, new QueryLimits(0, 0, 10)))
        .isEqualTo("error: max-select-buckets limit exceeded: (11/10)\n");
  }

  @Test
  void endsWithAnErrorWhereMemoryEnds() {
    MemoryPool pool = new MemoryPool(1 << 20);
    TestDatabase small = new TestDatabase(1024, 1_000_000_000_000L, new EngineOptions(pool, new QueryWorkers(0)));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      lines.append("cpu,host=").append(i).append(" value=").append(i).append(" 0\n");
    }
    small.write(lines.toString());
    for (String query :
        List.of(
            "SELECT value FROM cpu",
            "SELECT mean(value) FROM cpu GROUP BY host",
            "SELECT distinct(value) FROM cpu GROUP BY *",
            "SELECT moving_average(value, 3) FROM cpu GROUP BY host")) {
      assertThat(small.query(query)).contains("error: query needs more memory than is left: it holds ");
      assertThat(pool.takenBytes()).isZero();
    }
    assertThat(small.query("SELECT count(value) FROM cpu")).isEqualTo("cpu time count\n0 3000\n");
  }

  @Test
  void takesNoMemoryForLengthsThatAreOnlyNamed() {
    TestDatabase small = new TestDatabase(1024, 1_000_000_000_000L, new EngineOptions(new MemoryPool(1 << 20), new QueryWorkers(0)));
    small.write("cpu value=1 0\ncpu value=2 60000000000\ncpu value=3 120000000000");
    assertThat(small.query("SELECT moving_average(value, 2000000000) FROM cpu")).isEmpty();
    assertThat(small.query("SELECT kaufmans_efficiency_ratio(value, 2000000000) FROM cpu")).isEmpty();
    assertThat(
            small.query(
                "SELECT holt_winters(first(value), 2000000000, 0) FROM cpu WHERE time >= 0 AND time < 3m GROUP BY time(1m)"))
        .startsWith("error: query needs more memory than is left");
  }

  @Test
  void tellsWhyItWasCancelled() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel("query interrupted");
    QueryOptions options =
        new QueryOptions("db", "", TestDatabase.NOW, false, cancellation, QueryLimits.NONE);
    assertThat(database.query("SELECT value FROM cpu", options)).isEqualTo("error: query interrupted\n");
  }

  @Test
  void warnsWhenAReadOnlyRequestWrites() {
    QueryOptions options =
        new QueryOptions("db", "", TestDatabase.NOW, true, new Cancellation(), QueryLimits.NONE);
    assertThat(database.query("SELECT value INTO copy FROM cpu", options))
        .startsWith("warning: deprecated use of 'SELECT value INTO db.autogen.copy FROM db.autogen.cpu' in a read only");
  }

  @Test
  void explainsWhatIsRead() {
    assertThat(database.query("EXPLAIN SELECT max(value), host FROM cpu"))
        .isEqualTo(
            """
             QUERY PLAN
            'EXPRESSION: max(value::float)'
            'AUXILIARY FIELDS: host::tag'
            'NUMBER OF SHARDS: 1'
            'NUMBER OF SERIES: 2'
            """);
  }

  @Test
  void tellsWhatEveryOperatorGave() {
    String tree = database.query("EXPLAIN ANALYZE SELECT mean(value) FROM cpu WHERE time >= 0 AND time < 30s GROUP BY time(10s)");
    assertThat(tree.replaceAll("[0-9.]+ms", "T").replaceAll("memory_bytes: \\d+", "memory_bytes: B"))
        .isEqualTo(
            """
             EXPLAIN ANALYZE
            '.'
            '└── select'
            '    ├── execution_time: T'
            '    ├── planning_time: T'
            '    ├── total_time: T'
            '    ├── rows: 3'
            '    ├── points_read: 3'
            '    ├── points_passed_by_page: 0'
            '    ├── memory_bytes: B'
            '    └── build_cursor'
            '        ├── labels'
            '        │   └── statement: SELECT mean(value) FROM cpu WHERE time >= 0 AND time < 30s GROUP BY time(10s)'
            '        ├── iterator_scanner mean(value::float)'
            '        │   ├── rows: 3'
            '        │   ├── bytes: 48'
            '        │   ├── time: T'
            '        │   └── fill'
            '        │       ├── rows: 3'
            '        │       ├── bytes: 48'
            '        │       ├── time: T'
            '        │       └── reduce mean'
            '        │           ├── rows: 3'
            '        │           ├── bytes: 48'
            '        │           ├── time: T'
            '        │           └── scan mean'
            '        │               ├── rows: 3'
            '        │               ├── bytes: 48'
            '        │               └── time: T'
            '        └── measurement: cpu'
            '            └── shards: 1'
            ''
            """);
  }

  @Test
  void readsUpToTheEndOfTime() {
    database.write("edge value=1 9223372036854775805\nedge value=2 9223372036854775806");
    String within = " FROM edge WHERE time >= 9223372036854775804 AND time <= 9223372036854775806";
    assertThat(database.query("SELECT count(value)" + within)).endsWith(" 2\n");
    assertThat(database.query("SELECT count(value)" + within + " GROUP BY time(10m) fill(none)")).endsWith(" 1\n");
  }

  private String query(String text, QueryLimits limits) {
    return database.query(
        text, new QueryOptions("db", "", TestDatabase.NOW, false, new Cancellation(), limits));
  }
}
