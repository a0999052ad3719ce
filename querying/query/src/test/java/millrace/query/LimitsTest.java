package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

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

  private String query(String text, QueryLimits limits) {
    return database.query(
        text, new QueryOptions("db", "", TestDatabase.NOW, false, new Cancellation(), limits));
  }
}
