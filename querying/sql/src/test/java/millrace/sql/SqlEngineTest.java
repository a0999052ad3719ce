package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.MillraceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlEngineTest {
  private static final long T0 = 1_700_000_000_000_000_001L;
  private static final Relation HOME = new RowsRelation(
      List.of(
          new SqlColumn("co", SqlType.INT64), new SqlColumn("room", SqlType.TAG), new SqlColumn("temp", SqlType.FLOAT64),
          new SqlColumn("time", SqlType.TIMESTAMP)),
      List.of(
          row(1L, "Kitchen", 21.5, T0), row(2L, "Kitchen", 22.5, T0 + 60_000_000_000L),
          row(null, "Living Room", 20.25, T0), row(4L, "Living Room", null, T0 + 60_000_000_000L)));

  private static SqlEngine engine;

  @BeforeAll
  static void open() {
    engine = new SqlEngine(Path.of(System.getProperty("java.io.tmpdir"), "millrace-native"), name -> new OneTable());
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private record OneTable() implements Relations {
    @Override
    public Optional<Relation> find(String schema, String table) {
      return schema.equals("iox") && table.equals("home") ? Optional.of(HOME) : Optional.empty();
    }

    @Override
    public List<String> names(String schema) {
      return schema.equals("iox") ? List.of("home") : List.of();
    }
  }

  @Test
  void nothingIsOpenedBeforeTheFirstQuery(@TempDir Path folder) {
    try (SqlEngine fresh = new SqlEngine(folder.resolve("native"), name -> new OneTable())) {
      assertThat(folder.resolve("native")).doesNotExist();
      fresh.warmUp();
      assertThat(folder.resolve("native")).isNotEmptyDirectory();
    }
  }

  @Test
  void columnsAreKnownWithoutRunningTheQuery() {
    String text = "SELECT room AS r, temp, time, avg(temp) OVER () AS a, temp AS \"temp\" FROM home WHERE temp > $t LIMIT 3";
    List<SqlColumn> columns = engine.columns(new SqlRequest("db", text, Map.of(), T0));
    assertThat(columns).extracting(SqlColumn::type)
        .containsExactly(SqlType.TAG, SqlType.FLOAT64, SqlType.TIMESTAMP, SqlType.FLOAT64, SqlType.FLOAT64);
    assertThat(columns).extracting(SqlColumn::stored).containsExactly(true, true, true, false, true);
    assertThat(engine.columns(new SqlRequest("db", "SELECT count(*) AS n FROM home UNION SELECT 1", Map.of(), T0)))
        .containsExactly(new SqlColumn("n", SqlType.INT64));
    assertThat(engine.columns(new SqlRequest("db", "EXPLAIN SELECT 1", Map.of(), T0)))
        .extracting(SqlColumn::name).containsExactly("plan_type", "plan");
    assertThatThrownBy(() -> engine.columns(new SqlRequest("db", "SELECT x FROM home", Map.of(), T0)))
        .isInstanceOf(MillraceException.class).hasMessageStartingWith("Schema error: No field named x.");
  }

  @Test
  void parametersAreListedInTheirOrder() {
    assertThat(SqlEngine.parameterNames("SELECT '$no', $b, $a, $b -- $c")).containsExactly("b", "a");
    assertThat(SqlEngine.parameterNames("SELECT ? + ?")).containsExactly("1", "2");
  }

  @Test
  void parametersHaveTheTypesOfTheirPlaces() {
    String query = "SELECT * FROM home WHERE temp > ? AND co = ? AND room = ? AND time > ? AND ? IS NOT NULL";
    assertThat(engine.parameters(new SqlRequest("db", query, Map.of(), T0))).containsExactly(
        new SqlColumn("1", SqlType.FLOAT64), new SqlColumn("2", SqlType.INT64), new SqlColumn("3", SqlType.UTF8),
        new SqlColumn("4", SqlType.UTF8), new SqlColumn("5", SqlType.UTF8));
    assertThat(engine.parameters(new SqlRequest("db", "SELECT $b::BOOLEAN AS x, $a AS y", Map.of(), T0)))
        .containsExactly(new SqlColumn("b", SqlType.BOOLEAN), new SqlColumn("a", SqlType.UTF8));
    assertThatThrownBy(() -> engine.parameters(new SqlRequest("db", "SELECT x FROM home WHERE temp = $t", Map.of(), T0)))
        .isInstanceOf(MillraceException.class).hasMessageStartingWith("Schema error: No field named x.");
  }

  @Test
  void aClosedEngineSaysSo(@TempDir Path folder) {
    SqlEngine fresh = new SqlEngine(folder.resolve("native"), name -> new OneTable());
    fresh.close();
    assertThatThrownBy(fresh::warmUp).isInstanceOf(MillraceException.class).hasMessage("the SQL engine is closed");
    assertThat(folder.resolve("native")).doesNotExist();
  }

  @Test
  void aStarGivesColumnsByNameAndNanosecondTimes() {
    assertThat(run("SELECT * FROM home ORDER BY time, room")).containsExactly(
        "co,room,temp,time",
        "1,Kitchen,21.5," + T0,
        "null,Living Room,20.25," + T0,
        "2,Kitchen,22.5," + (T0 + 60_000_000_000L),
        "4,Living Room,null," + (T0 + 60_000_000_000L));
  }

  @Test
  void unnamedResultsAreNamedAsInfluxDbNamesThem() {
    assertThat(run("SELECT count(*), avg(temp), 1, max(co) + 1 FROM home").getFirst())
        .isEqualTo("count(*),avg(home.temp),Int64(1),max(home.co) + Int64(1)");
    assertThat(run("select 1")).containsExactly("Int64(1)", "1");
  }

  @Test
  void timeKeepsItsNanoseconds() {
    assertThat(run("SELECT max(time) - INTERVAL '1 minute' AS t FROM home")).containsExactly("t", Long.toString(T0));
    assertThat(run("SELECT count(*) AS n FROM home WHERE time > '2023-11-14T22:13:20.000000000Z' AND time <= " + T0))
        .containsExactly("n", "2");
    assertThat(run("SELECT date_bin(INTERVAL '1 minute', time) AS t, sum(co) AS s FROM home GROUP BY 1 ORDER BY 1"))
        .containsExactly("t,s", "1699999980000000000,1", "1700000040000000000,6");
    assertThat(run("SELECT date_bin(INTERVAL '1 minute', TIMESTAMP '1969-12-31T23:59:59.999999999Z') AS t"))
        .containsExactly("t", "-60000000000");
  }

  @Test
  void nowIsTheRequestsAndShiftsExactly() {
    assertThat(run("SELECT now() AS a, now() - INTERVAL '1 hour' AS b"))
        .containsExactly("a,b", T0 + "," + (T0 - 3_600_000_000_000L));
    assertThat(run("SELECT count(*) AS n FROM home WHERE time >= now()")).containsExactly("n", "4");
  }

  @Test
  void parametersStandWhereExpressionsDo() {
    assertThat(run("SELECT temp FROM home WHERE room = $room AND time < $end AND temp > $t",
            Map.of("room", "Kitchen", "end", "2024-01-01T00:00:00Z", "t", 22.0)))
        .containsExactly("temp", "22.5");
    assertThatThrownBy(() -> run("SELECT $missing")).hasMessageContaining("missing");
  }

  @Test
  void selectorsGiveStructs() {
    assertThat(run("SELECT room, selector_max(temp, time)['value'] AS v, selector_max(temp, time)['time'] AS t"
            + " FROM home GROUP BY room ORDER BY room"))
        .containsExactly("room,v,t", "Kitchen,22.5," + (T0 + 60_000_000_000L), "Living Room,20.25," + T0);
  }

  @Test
  void joinsSubqueriesAndCommonTablesSeeTheSameTables() {
    assertThat(run("WITH last AS (SELECT max(time) AS m FROM home) SELECT count(*) AS n FROM home, last WHERE home.time = last.m"))
        .containsExactly("n", "2");
    assertThat(run("SELECT count(*) AS n FROM home a JOIN iox.home b ON a.time = b.time WHERE a.room IN (SELECT room FROM home)"))
        .containsExactly("n", "8");
  }

  @Test
  void decimalsAreFloatsAndIntegersDivideWhole() {
    assertThat(run("SELECT 1.5 AS a, 7 / 2 AS b, 7 / 2.0 AS c")).containsExactly("a,b,c", "1.5,3,3.5");
  }

  @Test
  void explainHasTwoColumns() {
    assertThat(run("EXPLAIN SELECT * FROM home").getFirst()).isEqualTo("plan_type,plan");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_text('/etc/hostname')",
    "SELECT (SELECT content FROM read_text('/etc/hostname'))", "SELECT getenv('HOME')", "SELECT current_setting('threads')",
    "SELECT * FROM duckdb_settings()", "SELECT * FROM glob('/*')", "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('home')", "COPY (SELECT 1) TO '/tmp/x'", "ATTACH '/tmp/x' AS x", "PRAGMA version",
    "SET threads = 1", "INSTALL httpfs", "LOAD httpfs", "CREATE TABLE x (a INT)", "DROP TABLE home", "INSERT INTO home VALUES (1)",
    "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE home", "SELECT * FROM nothing", "SELECT * FROM other.home",
    "SELECT * FROM memory.main.home", "SELECT * FROM millrace_scan(1)", "SELECT * FROM \"millrace_scan\"(1)",
    "WITH x AS (SELECT * FROM read_blob('/etc/hostname')) SELECT * FROM x", "FROM read_csv('/etc/passwd')",
    "SELECT * FROM home WHERE temp IN (SELECT 1 FROM parquet_scan('/x'))", "SELECT nextval('a')", "SELECT * FROM sqlite_master",
    "SELECT * FROM pg_catalog.pg_tables", "SELECT x FROM (SHOW TABLES)", "DESCRIBE SELECT 1; SELECT 2",
    "SELECT CAST('x' AS home)", "SELECT getvariable('x')", "VALUES (getenv('HOME'))", "SELECT list_transform([1], x -> getenv('HOME'))",
    "SELECT row_number() OVER (ORDER BY getenv('HOME')) FROM home", "SELECT json_execute_serialized_sql('{}')",
    "SELECT main.getenv('HOME')", "SELECT system.main.getenv('HOME')", "EXPLAIN COPY home TO '/tmp/x'", "EXPLAIN ANALYZE DROP TABLE home"
  })
  void whatAQueryMayNotDoIsRefused(String text) {
    assertThatThrownBy(() -> run(text)).isInstanceOf(MillraceException.class);
  }

  @Test
  void refusalsSayWhy() {
    assertThatThrownBy(() -> run("SELECT * FROM nothing")).hasMessage("Error during planning: table 'public.iox.nothing' not found");
    assertThatThrownBy(() -> run("SELECT nope(1)")).hasMessage("Error during planning: Invalid function 'nope'");
    assertThatThrownBy(() -> run("DROP TABLE home")).hasMessage("Error during planning: DDL not supported: DROP");
  }

  private static List<String> run(String text) {
    return run(text, Map.of());
  }

  private static List<String> run(String text, Map<String, Object> parameters) {
    List<String> lines = new ArrayList<>();
    try (SqlResult result = engine.query(new SqlRequest("db", text, parameters, T0))) {
      lines.add(String.join(",", result.columns().stream().map(SqlColumn::name).toList()));
      for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
        for (int row = 0; row < batch.get().rows(); row++) {
          List<String> cells = new ArrayList<>();
          for (int column = 0; column < result.columns().size(); column++) {
            cells.add(String.valueOf(batch.get().value(column, row)));
          }
          lines.add(String.join(",", cells));
        }
      }
    }
    return lines;
  }

  private static List<Object> row(Object... values) {
    return java.util.Collections.unmodifiableList(java.util.Arrays.asList(values));
  }
}
