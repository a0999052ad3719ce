package millrace.server.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.influxql.InfluxQlParser;
import millrace.query.EngineOptions;
import millrace.query.MemoryPool;
import millrace.query.QueryException;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.QueryWorkers;
import millrace.query.executor.StatementExecutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine over a real store against a row-at-a-time evaluator, on random data and queries.
final class NaiveEvaluatorTest {
  private static final int QUERIES_PER_TABLE = 50;
  private static final double TOLERANCE = 1e-9;
  private static final long NOW = 1_000_000 * NaiveTable.SECOND;

  @Test
  void agreesOnSomeQueries() {
    check(6);
  }

  @Test
  @Tag("slow")
  void agreesOnManyQueries() {
    check(200);
  }

  private static void check(int tables) {
    long seed = Long.getLong("millrace.seed", 20261121L);
    for (int i = 0; i < tables; i++) {
      checkTable(seed + i);
    }
  }

  private static void checkTable(long seed) {
    Random random = new Random(seed);
    try (NaiveTable table = new NaiveTable(random);
        QueryWorkers workers = new QueryWorkers(random.nextInt(3))) {
      RandomQueries queries = new RandomQueries(random, table.spanSeconds);
      MemoryPool memory = new MemoryPool(1L << 40);
      QueryExecutor engine = engine(table, new EngineOptions(memory, workers));
      List<NaiveTable.Row> rows = table.rows();
      for (int i = 0; i < QUERIES_PER_TABLE; i++) {
        NaiveQuery query = queries.next();
        CollectedAnswer answer = new CollectedAnswer();
        engine.execute(InfluxQlParser.parse(query.text()).statements(), QueryOptions.of("db", NOW), answer);
        compare(answer.series, NaiveEvaluator.answer(query, rows), query.text() + "; repeat with -Dmillrace.seed=" + seed);
        assertThat(memory.takenBytes()).as(query.text()).isZero();
      }
    }
  }

  private static QueryExecutor engine(NaiveTable table, EngineOptions options) {
    return new StatementExecutor(
        table.catalog::state,
        table.store,
        (database, policy, points) -> {},
        (statement, given, sink) -> {
          throw new QueryException("not a select: " + statement);
        },
        options);
  }

  private static void compare(
      Map<List<String>, List<List<Object>>> found, Map<List<String>, List<List<Object>>> expected, String hint) {
    assertThat(List.copyOf(found.keySet())).as(hint).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach(
        (tags, rows) -> {
          List<List<Object>> others = found.get(tags);
          boolean isSame = others.size() == rows.size();
          for (int i = 0; isSame && i < rows.size(); i++) {
            isSame = isSameRow(others.get(i), rows.get(i));
          }
          if (!isSame) {
            assertThat(others).as("%s in %s", tags, hint).isEqualTo(rows);
            throw new AssertionError(hint);
          }
        });
  }

  private static boolean isSameRow(List<Object> a, List<Object> b) {
    boolean isSame = a.size() == b.size();
    for (int i = 0; isSame && i < a.size(); i++) {
      isSame = isSame(a.get(i), b.get(i));
    }
    return isSame;
  }

  /// Floats that were computed in another order may differ in their last bits.
  private static boolean isSame(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.max(Math.abs(x), Math.abs(y)));
    }
    return a == null ? b == null || b.equals(Double.NaN) : a.equals(b);
  }
}
