package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile client may try: none of it leaves the database, the process or the bounds.
@Timeout(120)
class HostileSqlTest {
  private static final String ENDLESS = "SELECT count(*) FROM range(1000000000000) a WHERE a.value % 7 = 8";

  /// Its rows are aggregated as they come, so memory does not end it.
  private static final String ENDLESS_RECURSION =
      "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n % 1000 + 1 FROM r) SELECT count(*) FROM r";

  private static Home home;

  @BeforeAll
  static void open() {
    home = new Home(new SqlLimits(64L << 20, 2, 0));
  }

  @AfterAll
  static void close() {
    home.close();
  }

  @Test
  void aNumberBeyondDoublesIsNoFaultOfOurs() {
    assertThat(home.run("SELECT 1.7976931348623157e309").getFirst()).isEqualTo("Float64(inf)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1e", "SELECT 2, 1e+", "SELECT temp FROM home INTERSECT SELECT 1e",
    "SELECT count(*) FROM home GROUP BY 1e", "SELECT temp FROM home ORDER BY 1e", "SELECT temp FROM home WHERE temp > 1e LIMIT 1e"})
  void halfANumberIsNoFaultOfOurs(String text) {
    assertThatThrownBy(() -> home.run(text)).isInstanceOf(MillraceException.class)
        .satisfies(failure -> assertThat(((MillraceException) failure).code()).isIn(ErrorCode.BAD_QUERY, ErrorCode.PARSE_ERROR));
  }

  /// Planning looks at each term a bounded number of times: a term that is looked at twice for each behind it would take
  /// for ever.
  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT temp%s FROM home / - temp", "SELECT temp%s FROM home / + temp", "SELECT temp%s FROM home / * temp",
    "SELECT temp%s FROM home / / temp",
    "SELECT room%s FROM home / || room",
    "SELECT count(*) FROM home WHERE time > '2022-01-01'%s / AND time - time = INTERVAL '0 s'",
    "SELECT CASE WHEN temp > 1%s THEN 1 END FROM home / OR temp - temp - temp > 1"
  })
  void sumsOfManyTermsArePlanned(String shape) {
    int bar = shape.indexOf(" / ");
    assertThat(home.rows(shape.substring(0, bar).formatted(shape.substring(bar + 2).repeat(60)))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT * FROM sqlite_master, (WITH sqlite_master AS (SELECT 1) SELECT * FROM sqlite_master) t",
    "SELECT * FROM duckdb_settings, (WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings) t",
    "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT * FROM a) SELECT * FROM a",
    "SELECT millrace_digest('a', 'md5')", "SELECT * FROM millrace_floor(1, 2)", "SELECT millrace_scan(1)",
    "SELECT \"millrace_divide\"(1, 2)", "SELECT main.millrace_floor(1, 2)", "SELECT system.main.lower('A')",
    "SELECT * REPLACE (getenv('HOME') AS temp) FROM home", "SELECT {'a': getenv('HOME')}", "SELECT [getenv('HOME')]",
    "SELECT * FROM home ORDER BY getenv('x')", "SELECT * FROM home LIMIT (SELECT count(*) FROM duckdb_tables())",
    "SELECT temp FROM home GROUP BY temp HAVING getenv('x') = 'y'", "SELECT temp FROM home GROUP BY getenv('x')",
    "SELECT sum(temp) OVER (ORDER BY getenv('x')) FROM home", "SELECT sum(temp) OVER (PARTITION BY getenv('x')) FROM home",
    "SELECT sum(temp) OVER w FROM home WINDOW w AS (ORDER BY getenv('x'))",
    "SELECT sum(temp) OVER (ROWS getenv('x')::INT PRECEDING) FROM home",
    "SELECT count(*) FILTER (WHERE getenv('x') = 'y') FROM home", "SELECT array_agg(temp ORDER BY getenv('x')) FROM home",
    "SELECT * FROM home JOIN home b ON getenv('x') = 'y'", "SELECT * FROM LATERAL (SELECT getenv('x')) t",
    "SELECT * FROM range(1, getenv('x')::INT)", "SELECT CASE WHEN getenv('x') = 'y' THEN 1 END", "SELECT 1 BETWEEN getenv('x') AND 2",
    "SELECT 1 IN (getenv('x'))", "SELECT EXISTS (SELECT getenv('x'))", "SELECT CAST(getenv('x') AS INT)",
    "SELECT list_apply([1], x -> getenv('x'))", "SELECT [getenv('x') FOR x IN [1]]", "SELECT * FROM (VALUES (getenv('x')))",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time), count(*), getenv('x') FROM home WHERE time > '2022-01-01' AND time < '2022-01-02' GROUP BY 1",
    "SELECT locf(getenv('x')) FROM home", "SELECT CAST('x' AS ENUM('a', 'x'))", "SELECT 'abc'::\"duckdb_settings\"",
    "SUMMARIZE home", "SELECT * FROM (SUMMARIZE home)", "SELECT * FROM (DESCRIBE home)", "SELECT * FROM (SHOW TABLES)",
    "PIVOT home ON room USING avg(temp)", "UNPIVOT home ON temp", "SELECT * FROM home TABLESAMPLE 50%",
    "SELECT * FROM home AT (VERSION => 1)", "SELECT current_user", "SELECT current_schema", "SELECT current_setting('threads')",
    "SELECT * FROM main.home", "SELECT * FROM temp.home", "SELECT * FROM system.main.home", "SELECT * FROM memory.iox.home",
    "SELECT * FROM \"/etc/passwd\"", "SELECT * FROM 'x.parquet'", "SELECT * FROM home, 'x.csv'",
    "/* x */ SET threads = 1", "-- x\nDROP TABLE home", "(DELETE FROM home)", "WITH x AS (DELETE FROM home) SELECT 1",
    "EXPLAIN ANALYZE INSERT INTO home VALUES (1)", "EXPLAIN EXPLAIN SELECT 1", "SHOW x'; DROP TABLE home", "SELECT 1;SELECT 2",
    "DESCRIBE home'; SELECT 1", "SELECT * FROM query('SELECT 1')", "SELECT write_log('x')", "SELECT pg_sleep(1)",
    "SELECT add_parquet_key('a', 'b')", "SELECT nextval('x')", "SELECT txid_current()", "SELECT stats(1)", "", ";", "--",
    "FROM home SELECT getenv('x')", "FROM 'x.parquet'", "FROM read_csv('x')", "DESCRIBE 'x.parquet'", "SUMMARIZE 'x.csv'", "TABLE duckdb_settings",
    "EXPLAIN COPY home TO 'x'", "EXPLAIN ANALYZE COPY home TO 'x'", "EXPLAIN ATTACH 'x'", "EXPLAIN SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('*')", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_blob('/etc/passwd')", "SELECT * FROM sniff_csv('x')",
    "SELECT * FROM home POSITIONAL JOIN read_csv('x')", "SELECT * FROM home SEMI JOIN read_csv('x') USING (a)", "SELECT * FROM query_table('home')",
    "SELECT * FROM duckdb_functions()", "SELECT * FROM pragma_table_info('home')", "CALL pragma_version()", "PRAGMA database_list",
    "SELECT \"getenv\"('HOME')", "SELECT getenv/**/('HOME')", "SELECT GETENV('HOME')", "SELECT getvariable('x')", "SELECT current_query()",
    "SELECT set_config('a', 'b')", "SELECT json_serialize_sql('SELECT 1')", "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT json_deserialize_sql('{}')", "SELECT * FROM arrow_scan(1, 2, 3)", "SELECT * FROM millrace_scan(1000000000000000)",
    "SELECT * FROM MILLRACE_SCAN(1)", "SELECT * FROM \"millrace_scan\"(1)", "SELECT * FROM main.millrace_scan(1)", "FROM millrace_scan(1)",
    "SELECT * FROM home, LATERAL millrace_scan(1)", "SELECT * FROM (SELECT * FROM millrace_scan(1) UNION ALL SELECT * FROM millrace_scan(2))",
    "WITH x AS MATERIALIZED (SELECT * FROM read_csv('x')) SELECT 1", "SELECT (SELECT 1 FROM read_csv('x'))", "VALUES (getenv('x'))",
    "SELECT COLUMNS(x -> getenv('x') = 'y') FROM home", "SELECT * FROM 'https://x/y.parquet'", "SELECT * FROM 's3://x/y.parquet'",
    "SELECT * FROM \"memory\".\"main\".\"home\"", "SELECT * FROM pg_catalog.pg_tables", "SELECT * FROM \"\uE0010\uE001\"", "SELECT \uE0010\uE001",
    "ATTACH 'x'", "USE system", "LOAD httpfs", "INSTALL httpfs", "EXPORT DATABASE 'x'", "VACUUM", "CHECKPOINT", "COPY home TO 'x'",
    "SELECT list_transform([1], lambda x: getenv('x'))", "SELECT array_repeat(getenv('x'), 2)", "SELECT list_filter([1], lambda x: true)[getenv('x')::INT]"
  })
  void whatAQueryMayNotDoIsRefused(String text) {
    assertThatThrownBy(() -> home.run(text)).isInstanceOf(MillraceException.class)
        .extracting(failure -> ((MillraceException) failure).code()).isIn(ErrorCode.BAD_QUERY, ErrorCode.PARSE_ERROR);
  }

  /// What a function makes of a row is not counted by the engine's own limit of memory: arguments are what bounds it.
  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT repeat('x', 1048577)", "SELECT length(repeat(repeat('x', 1000000), 4000))", "SELECT repeat('ää', 300000)",
    "SELECT lpad('x', 2000000000)", "SELECT rpad('x', 1048577, 'ab')", "SELECT max(length(repeat('x', 2000000 + value))) FROM range(9)",
    "SELECT array_length(range(1000000))", "SELECT array_length(generate_series(1, 200000))", "SELECT range(1000000, 0, -1)",
    "SELECT range(-9223372036854775808, 9223372036854775807)", "SELECT array_repeat('x', 1000000000000)",
    "SELECT array_length(array_resize([1], 1000000))",
    "SELECT array_length(generate_series(TIMESTAMP '2000-01-01', TIMESTAMP '2026-01-01', INTERVAL '1 second'))",
    "SELECT count(*) FROM (SELECT unnest(range(1000000 + r.value)) AS a FROM range(100000000) r) t WHERE a < 0"
  })
  void aFunctionMakesNoTextOrListBeyondItsBound(String text) {
    assertThatThrownBy(() -> home.run(text)).isInstanceOf(MillraceException.class)
        .satisfies(failure -> assertThat(((MillraceException) failure).code()).isEqualTo(ErrorCode.BAD_QUERY))
        .hasMessageContaining("at most");
  }

  @Test
  void aFunctionMakesTextsAndListsUpToItsBound() {
    assertThat(home.value("length(repeat('xy', 524288))")).isEqualTo("1048576");
    assertThat(home.value("array_length(range(100000))")).isEqualTo("100000");
    assertThat(home.value("array_length(range(5, 1, -2))")).isEqualTo("2");
    assertThat(home.value("range(3, 3)")).isEqualTo("[]");
    assertThat(home.value("array_length(array_remove_n(range(100000), 5, 3))")).isEqualTo("99999");
    assertThat(home.rows("SELECT count(*) FROM range(1000000)")).containsExactly("1000000");
  }

  /// What DuckDB copies for each level is refused before the copies are too many.
  @ParameterizedTest
  @ValueSource(strings = {"(%s) BETWEEN false AND true / true", "date_bin(INTERVAL '1 hour', %s) / time", "date_trunc('day', %s) / time",
    "array_union(%s, [1]) / [1, 2]", "array_positions(%s, 1) / [1]", "nvl2(%s, 1, 2) / 1", "to_timestamp(%s) / 1",
    "overlay(%s placing 'a' from 1) / 'b'"})
  void nestedCallsThatRepeatTheirArgumentAreRefused(String shape) {
    int bar = shape.indexOf(" / ");
    String text = shape.substring(bar + 3);
    for (int depth = 0; depth < 60; depth++) {
      text = shape.substring(0, bar).replace("%s", text);
      if (depth == 2) {
        assertThat(home.rows("SELECT " + text + " AS x FROM home LIMIT 1")).hasSize(1);
      }
    }
    String nested = text;
    assertThatThrownBy(() -> home.run("SELECT " + nested + " AS x FROM home LIMIT 1"))
        .hasMessageMatching("(?s).*(repeat what is innermost too often|Max expression depth limit of 250 exceeded).*");
  }

  /// Half the stack that a thread has at a server shows how near such a statement comes to the end. Java's end of it is an
  /// answer of its own, see `ErrorMapping`; the end of DuckDB's would be that of the process.
  @ParameterizedTest
  @ValueSource(strings = {"SELECT / ( / 1 / ) /", "SELECT / abs( / 1 / ) /", "SELECT 1 / / / + 1 /",
    "SELECT / CASE WHEN true THEN / 1 / END /", "/ SELECT * FROM ( / SELECT 1 / ) /", "/ SELECT ( / SELECT 1 / ) /",
    "SELECT / - / temp / / FROM home", "SELECT / [ / 1 / ] /", "SELECT 1 WHERE / NOT / true / /",
    "/ SELECT * FROM home WHERE temp IN ( / SELECT 1 / ) /", "/ WITH a AS ( / SELECT 1 / ) SELECT * FROM a /",
    "SELECT / NOT / true / /", "SELECT / coalesce( / 1 / , 2) /", "SELECT / nullif( / 1 / , 2) /", "SELECT / greatest(1, / 1 / ) /",
    "SELECT / 1 IN (0, / 1 / ) /", "SELECT / ( / true / IN (false, true)) /", "SELECT / ( / true / BETWEEN false AND true) /",
    "SELECT / ( / 1 / IS NULL) /", "SELECT / CAST( / 1 / AS BIGINT) /", "SELECT / ( / 'a' / LIKE 'a')::VARCHAR /", "SELECT / ( / 1 / )::VARCHAR /",
    "SELECT / CASE WHEN / true / THEN true ELSE false END /", "SELECT / substr( / 'a' / , 1) /", "SELECT / ( / 'a' / || 'b') /",
    "SELECT / date_trunc('day', / now() / ) /", "SELECT max(temp) FROM home WHERE temp > 0 / AND NOT (temp IN (1 / / , 1)) /",
    "SELECT 1 / / / UNION ALL SELECT 2 /", "SELECT time FROM home / / / JOIN home USING (time) /"})
  void deepNestingIsNoFaultOfOurs(String shape) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread narrow = new Thread(null, () -> nest(shape), "half a stack", 2 << 20);
    narrow.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
    narrow.start();
    narrow.join();
    assertThat(failure.get()).isNull();
  }

  private static void nest(String shape) {
    String[] parts = shape.split("/", -1);
    for (int depth : new int[] {60, 200, 400, 1_100}) {
      String text = parts[0] + parts[1].repeat(depth) + parts[2] + parts[3].repeat(depth) + parts[4];
      try {
        home.run(text);
      } catch (MillraceException failure) {
        assertThat(failure.code()).as("depth %d: %s", depth, failure.getMessage()).isNotEqualTo(ErrorCode.INTERNAL);
      } catch (StackOverflowError ended) {
        assertThat(depth).as("deep enough for an end of the stack").isGreaterThan(60);
      }
    }
  }

  @Test
  void aLongChainOfCommonTablesIsRefused() {
    assertThat(home.rows(chain(20))).containsExactly("20");
    assertThatThrownBy(() -> home.run(chain(2_000))).isInstanceOf(MillraceException.class)
        .hasMessage("Error during planning: a statement has at most 100 common table expressions");
  }

  private static String chain(int length) {
    StringBuilder text = new StringBuilder("WITH a0 AS (SELECT 0 AS x)");
    for (int i = 1; i <= length; i++) {
      text.append(", a").append(i).append(" AS (SELECT x + 1 AS x FROM a").append(i - 1).append(')');
    }
    return text.append(" SELECT * FROM a").append(length).toString();
  }

  @Test
  void aQueryThatNeedsTooMuchMemoryFailsAlone() {
    MillraceException failure = catchThrowableOfType(MillraceException.class, () -> home.run(
        "SELECT max(length(s)) FROM (SELECT string_agg(value::VARCHAR || repeat('x', 100), ',' ORDER BY value DESC) AS s FROM range(3000000)) t"));
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(failure).hasMessageStartingWith("Resources exhausted");
    assertThat(home.value("1")).isEqualTo("1");
  }

  @Test
  void anotherThreadCancelsAQueryBeforeItHasAResult() throws InterruptedException {
    AtomicReference<Runnable> cancel = new AtomicReference<>();
    AtomicReference<Throwable> end = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    Thread running = Thread.ofPlatform().start(() -> {
      try (SqlResult result = home.engine().query(Home.request(ENDLESS), stop -> {
        cancel.set(stop);
        started.countDown();
      })) {
        result.next();
      } catch (MillraceException e) {
        end.set(e);
      }
    });
    started.await();
    while (running.isAlive()) {
      cancel.get().run();
      running.join(5);
    }
    assertThat(end.get()).isInstanceOf(MillraceException.class)
        .extracting(failure -> ((MillraceException) failure).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void cancellingAResultEndsIt() {
    try (SqlResult result = home.engine().query(Home.request("SELECT value FROM range(1000000000000)"))) {
      assertThat(result.next()).isPresent();
      Thread.ofPlatform().start(result::cancel);
      assertThatThrownBy(() -> {
        while (result.next().isPresent()) {
          Thread.onSpinWait();
        }
      }).isInstanceOf(MillraceException.class);
    }
    assertThat(home.value("1")).isEqualTo("1");
  }

  @Test
  void aQueryRunsNoLongerThanItMay() {
    try (Home hasty = new Home(new SqlLimits(64L << 20, 1, 200))) {
      for (String text : List.of(ENDLESS, ENDLESS_RECURSION)) {
        assertThatThrownBy(() -> hasty.run(text)).isInstanceOf(MillraceException.class)
            .hasMessage("query-timeout limit exceeded")
            .extracting(failure -> ((MillraceException) failure).code()).isEqualTo(ErrorCode.CANCELLED);
      }
      assertThat(hasty.value("1")).isEqualTo("1");
    }
  }

  @Test
  void damagedQueriesGiveAResultOrARefusal() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("HostileSqlTest seed " + seed + " (-Dmillrace.seed=" + seed + ")");
    Random random = new Random(seed);
    for (int i = 0; i < 1500; i++) {
      String text = mutated(random);
      try {
        home.run(text);
      } catch (MillraceException e) {
        assertThat(e.code()).as("%s: %s", text, e.getMessage()).isNotEqualTo(ErrorCode.INTERNAL);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  private static final List<String> SEEDS = List.of(
      "SELECT room, avg(temp) FROM home WHERE time >= '2022-01-01' AND time < now() GROUP BY room ORDER BY 2 DESC LIMIT 3",
      "SELECT date_bin_gapfill(INTERVAL '1 hour', time) AS t, room, locf(avg(temp)), interpolate(max(co)) FROM home WHERE time >= '2022-01-01T08:00:00Z' AND time <= '2022-01-01T10:00:00Z' GROUP BY 1, room",
      "WITH a AS (SELECT * FROM home), b AS (SELECT room FROM a) SELECT count(*) FROM a JOIN b USING (room) WHERE a.temp BETWEEN 1 AND 30",
      "SELECT selector_last(temp, time)['value'], tz(max(time), 'Europe/Paris'), CASE WHEN max(co) > 1 THEN 'x' ELSE NULL END FROM home",
      "SELECT derivative(temp, INTERVAL '1 minute', time) OVER (PARTITION BY room ORDER BY time), lag(co) OVER (ORDER BY time) FROM home",
      "SELECT regexp_replace(room, 'K', 'k'), array_agg(co ORDER BY time), encode(room, 'hex'), 1 / 2, -5 % 3, [1, 2][1], {'a': 1} FROM home GROUP BY room",
      "EXPLAIN SELECT \"Temp\", temp FROM cases UNION ALL SELECT 1.5, CAST('2' AS BIGINT UNSIGNED) -- end",
      "SELECT date_bin_wallclock(INTERVAL '1 day', tz(time, 'Asia/Tokyo')) AS d, count(DISTINCT room) FILTER (WHERE co > $p) FROM home GROUP BY d HAVING count(*) > 0");

  /// A query with some words dropped, doubled, swapped for those of another, or characters changed.
  private static String mutated(Random random) {
    List<String> words = new ArrayList<>(List.of(pick(random, SEEDS).splitWithDelimiters("[ (),\\[\\]']+", 0)));
    for (int change = 1 + random.nextInt(4); change > 0 && !words.isEmpty(); change--) {
      int at = random.nextInt(words.size());
      switch (random.nextInt(5)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, words.get(random.nextInt(words.size())));
        case 2 -> words.set(at, pick(random, List.of(pick(random, SEEDS).splitWithDelimiters("[ (),\\[\\]']+", 0))));
        case 3 -> words.set(at, words.get(at) + (char) (32 + random.nextInt(96)));
        default -> words.set(at, pick(random, List.of("NULL", "'", "\"", "(", ")", "*", "$p", "--", "/*", "::", "\u0000", "é", "9999999999999999999", "INTERVAL '1 month'")));
      }
    }
    return String.join("", words);
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
