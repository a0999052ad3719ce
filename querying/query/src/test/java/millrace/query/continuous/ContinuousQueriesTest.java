package millrace.query.continuous;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.ContinuousQuery;
import millrace.catalog.ContinuousQueryCommand;
import millrace.influxql.Statement;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;
import millrace.query.TestDatabase;
import millrace.query.catalog.ServerDiagnostics.Module;
import org.junit.jupiter.api.Test;

/// Continuous queries over a database in memory, under a clock that the tests move.
class ContinuousQueriesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String MEANS =
      "SELECT mean(v) AS mean INTO db.autogen.means FROM db.autogen.m GROUP BY time(10s), host";

  private final TestDatabase database = new TestDatabase(7, 100 * SECOND);
  private final MemoryTimes times = new MemoryTimes();
  private long nowNanos = 1_001 * SECOND;
  private ContinuousQueries queries = open(database.executor());

  /// Keeps what was saved, as an object store would.
  private static final class MemoryTimes implements RunTimes {
    private Map<String, Long> saved = Map.of();
    private boolean broken;

    @Override
    public Map<String, Long> load() {
      return saved;
    }

    @Override
    public void save(Map<String, Long> now) {
      if (broken) {
        throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "no store");
      }
      saved = new TreeMap<>(now);
    }
  }

  @Test
  void eachWindowIsWrittenWhenItIsOver() {
    create("c", MEANS);
    database.write("m,host=a v=1 1001000000000\nm,host=a v=3 1009000000000\nm,host=b v=7 1010000000000");
    tickUntil(1_009);
    assertThat(means()).isEmpty();
    tickUntil(1_010);
    assertThat(means()).isEqualTo("means time host mean\n1000000000000 'a' 2.0\n");
    tickUntil(1_020);
    assertThat(means()).isEqualTo("means time host mean\n1000000000000 'a' 2.0\n1010000000000 'b' 7.0\n");
  }

  @Test
  void emptyWindowsWriteNothingEvenForCount() {
    create("c", "SELECT count(v) INTO db.autogen.means FROM db.autogen.m GROUP BY time(5s)");
    database.write("m v=1 1001000000000");
    tickUntil(1_020);
    assertThat(means()).isEqualTo("means time count\n1000000000000 1\n");
  }

  @Test
  void timeInTheConditionGivesWayToTheWindow() {
    create("c", "SELECT sum(v) INTO db.autogen.means FROM db.autogen.m WHERE time > now() - 1s OR host = 'a' GROUP BY time(10s)");
    database.write("m,host=a v=1 1001000000000\nm,host=b v=2 1002000000000");
    tickUntil(1_010);
    assertThat(means()).isEqualTo("means time sum\n1000000000000 1.0\n");
  }

  @Test
  void aRestartLosesNoWindow() {
    create("c", MEANS);
    tickUntil(1_010);
    database.write("m,host=a v=1 1011000000000\nm,host=a v=2 1021000000000\nm,host=a v=3 1031000000000");
    nowNanos = 1_033 * SECOND;
    queries = open(database.executor());
    queries.tick();
    assertThat(means()).isEqualTo("means time host mean\n1010000000000 'a' 1.0\n1020000000000 'a' 2.0\n");
  }

  @Test
  void whatAFailedStoreMissedIsMadeUpFor() {
    create("c", MEANS);
    queries = open(new Failing(ErrorCode.STORE_UNAVAILABLE));
    tickUntil(1_012);
    assertThat(statistics("cq")).containsEntry("queryFail", 3L).containsEntry("queryOk", 0L);
    assertThat(statistics("cq_query")).containsEntry("lastError", "out of order");
    database.write("m,host=a v=1 1001000000000");
    queries = open(database.executor());
    queries.tick();
    assertThat(means()).isEqualTo("means time host mean\n1000000000000 'a' 1.0\n");
    assertThat(statistics("cq_query")).containsEntry("lastError", "").containsEntry("pointsWrittenOK", 1L);
  }

  @Test
  void anErrorOfTheQueryEndsItsTurn() {
    create("c", MEANS);
    queries = open(new Failing(ErrorCode.BAD_QUERY));
    tickUntil(1_015);
    assertThat(statistics("cq")).containsEntry("queryFail", 1L);
    tickUntil(1_021);
    assertThat(statistics("cq")).containsEntry("queryFail", 2L);
  }

  @Test
  void rawQueriesAreKeptButDoNotRun() {
    create("c", "SELECT v INTO db.autogen.means FROM db.autogen.m");
    database.write("m v=1 1001000000000");
    tickUntil(1_003);
    assertThat(means()).isEmpty();
    assertThat(statistics("cq_query")).containsEntry("lastError", "continuous queries must be aggregate queries")
        .containsEntry("queryFail", 1L);
  }

  @Test
  void droppedQueriesStopAndAreForgotten() {
    create("c", MEANS);
    create("d", "SELECT max(v) INTO db.autogen.most FROM db.autogen.m GROUP BY time(10s)");
    tickUntil(1_010);
    assertThat(times.saved).containsOnlyKeys("db/c", "db/d");
    database.catalog().apply(new ContinuousQueryCommand.DropContinuousQuery("db", "c"));
    tickUntil(1_020);
    assertThat(times.saved).containsOnlyKeys("db/d").containsEntry("db/d", 1_020 * SECOND);
  }

  @Test
  void aStoppedServiceRunsNothing() {
    create("c", MEANS);
    database.write("m,host=a v=1 1001000000000");
    tickUntil(1_009);
    queries.stop();
    tickUntil(1_011);
    assertThat(means()).isEmpty();
  }

  @Test
  void timesThatCannotBeSavedAreSavedLater() {
    create("c", MEANS);
    times.broken = true;
    tickUntil(1_010);
    assertThat(times.saved).isEmpty();
    times.broken = false;
    tickUntil(1_011);
    assertThat(times.saved).containsEntry("db/c", 1_010 * SECOND);
  }

  /// Fails every statement.
  private record Failing(ErrorCode code) implements QueryExecutor {
    @Override
    public void execute(List<Statement> statements, QueryOptions options, ResultSink sink) {
      sink.begin(0);
      sink.failed(code, "out of order");
    }
  }

  private ContinuousQueries open(QueryExecutor executor) {
    return new ContinuousQueries(database.catalog()::state, executor, times, () -> nowNanos);
  }

  private void create(String name, String select) {
    String text = "CREATE CONTINUOUS QUERY " + name + " ON db BEGIN " + select + " END";
    database.catalog().apply(
        new ContinuousQueryCommand.CreateContinuousQuery("db", new ContinuousQuery(name, text)));
  }

  private void tickUntil(long second) {
    while (nowNanos <= second * SECOND) {
      queries.tick();
      nowNanos += SECOND;
    }
  }

  private Map<String, Object> statistics(String name) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Module module : queries.statistics()) {
      if (module.name().equals(name)) {
        found.add(module.values());
      }
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private String means() {
    return database.query("SELECT * FROM means");
  }
}
