package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {
  private static Home home;

  @BeforeAll
  static void open() {
    home = new Home();
  }

  @AfterAll
  static void close() {
    home.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "7 / 2#3", "-7 / 2#-3", "7 / 2.0#3.5", "1.0 / 0#Infinity", "2147483647 + 1#2147483648", "5 % 3#2",
    "date_bin(INTERVAL '15 minutes', TIMESTAMP '1969-12-31T23:59:59.999999999Z')#1969-12-31T23:45:00Z",
    "date_bin(INTERVAL '1 month', TIMESTAMP '2022-03-31T01:00:00Z')#2022-03-01T00:00:00Z",
    "TIMESTAMP '2022-01-31T00:00:00.000000001Z' + INTERVAL '1 month'#2022-02-28T00:00:00.000000001Z",
    "TIMESTAMP '2022-01-01T00:00:01Z' - TIMESTAMP '2022-01-01T00:00:00Z'#PT1S",
    "date_trunc('second', TIMESTAMP '1969-12-31T23:59:59.999999999Z')#1969-12-31T23:59:59Z",
    "date_trunc('millisecond', TIMESTAMP '2022-01-01T00:00:00.123456789Z')#2022-01-01T00:00:00.123Z",
    "datepart('minute', TIMESTAMP '2022-01-01T00:05:00Z')#5",
    "date_part('nanosecond', TIMESTAMP '2022-01-01T00:00:01.000000005Z')#1000000005",
    "extract(year FROM TIMESTAMP '2022-01-01T00:05:00Z')#2022",
    "to_timestamp(5)#1970-01-01T00:00:00.000000005Z", "to_timestamp('2022-01-01')#2022-01-01T00:00:00Z",
    "to_timestamp_seconds(5)#1970-01-01T00:00:05Z", "to_timestamp_millis(5)#1970-01-01T00:00:00.005Z",
    "to_timestamp('2022/01/02', '%Y/%m/%d')#2022-01-02T00:00:00Z", "to_unixtime(TIMESTAMP '2022-01-01')#1640995200",
    "from_unixtime(5)#1970-01-01T00:00:05Z", "to_char(TIMESTAMP '2022-01-02', '%d.%m.%Y')#02.01.2022",
    "to_local_time(tz(TIMESTAMP '2022-07-01T00:00:00Z', 'America/New_York'))#2022-06-30T20:00:00Z",
    "to_local_time(TIMESTAMP '2022-07-01T00:00:00Z')#2022-07-01T00:00:00Z",
    "arrow_typeof(1)#Int64", "arrow_typeof(1.5)#Float64", "arrow_typeof('a')#Utf8", "arrow_typeof(now())#Timestamp(ns)",
    "arrow_typeof(1 = 1)#Boolean", "arrow_typeof(CAST(1 AS BIGINT UNSIGNED))#UInt64", "arrow_typeof(tz(now(), 'UTC'))#Timestamp(ns, \"UTC\")",
    "arrow_cast(1, 'Float64')#1.0",
    "md5('a')#0cc175b9c0f1b6a831c399e269772661",
    "sha224('a')#abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5",
    "digest('a', 'sha256')#ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "encode('abc', 'base64')#YWJj", "encode('a', 'base64')#YQ", "decode('YQ', 'base64')#61", "encode('abc', 'hex')#616263",
    "decode('616263', 'hex')#616263",
    "regexp_like('Köln', '^K.ln$')#true", "regexp_like('a', 'A', 'i')#true", "regexp_replace('aaa', 'a', 'b', 'g')#bbb",
    "regexp_match('foo123', '([a-z]+)([0-9]+)')#[foo, 123]", "regexp_match('foo', 'o+')#[oo]", "regexp_match('foo', 'x')#null",
    "regexp_count('abab', 'ab')#2", "substr_index('a.b.c', '.', 2)#a.b", "substr_index('a.b.c', '.', -2)#b.c",
    "substr_index('a.b.c', '.', 9)#a.b.c", "find_in_set('b', 'a,b')#2", "find_in_set('x', 'a,b')#0",
    "initcap('hELLO big-world')#Hello Big-World", "initcap('istanbul')#Istanbul", "'[' || lpad('a', 3) || ']'#[  a]",
    "rpad('a', 3, 'xy')#axy", "octet_length('é')#2", "bit_length('a')#8", "to_hex(255)#ff",
    "overlay('abcd' PLACING 'X' FROM 2 FOR 1)#aXcd", "position('b' IN 'abc')#2", "strpos('abc', 'z')#0",
    "round(1.256, 2)#1.26", "nvl2(NULL, 1, 2)#2", "nanvl(2.0, 1.0)#2.0", "E'a\\nb' = 'a' || chr(10) || 'b'#true",
    "make_array(1, 2)#[1, 2]", "array_length([1, 2])#2", "array_sort(make_array(2, 1))#[1, 2]",
    "array_except([3, 1, 3, 2], [1])#[3, 2]", "array_union([3, 1], [2, 3])#[3, 1, 2]", "array_positions([1, 2, 1], 1)#[1, 3]",
    "array_remove([1, 2, 1], 1)#[2, 1]", "array_remove_all([1, 2, NULL, 1], 1)#[2, null]", "array_remove_n([1, 1, 2, 1], 1, 2)#[2, 1]",
    "array_replace([1, 2, 1], 1, 9)#[9, 2, 1]", "array_replace_all([1, NULL, 1], NULL, 9)#[1, 9, 1]",
    "array_replace_n([1, 1, 1], 1, 9, 2)#[9, 9, 1]", "array_repeat('a', 2)#[a, a]", "array_max([1, 3, 2])#3", "list_min([3, 1])#1",
    "array_any_value([NULL, 2])#2", "array_distance([1.0, 2.0], [4.0, 6.0])#5.0", "empty([1])#false", "array_empty([])#true",
    "list_union(['a'], ['b', 'a'])#[a, b]", "map_entries(map(['a'], [1]))#[{key=a, value=1}]",
    "regexp_count('abAB', 'a', 1, 'i')#2", "regexp_match('abc', 'B', 'i')#[b]", "regexp_match('Foo12', '(o+)([0-9])', 'i')#[oo, 1]",
    "array_has([1], 1)#true", "named_struct('a', 1, 'b', 'x')#{a=1, b=x}", "struct(1, 'y')#{c0=1, c1=y}",
    "named_struct('a', 1)['a']#1", "get_field(named_struct('a', 1), 'a')#1", "[4, 5][1]#4",
    "'abc' ~ 'b' AND 'abc' !~ 'x' AND 'ABC' ~* 'b'#true", "'abc' SIMILAR TO 'a(b|c)+'#true", "NULL IS DISTINCT FROM 1#true",
    "TRY_CAST('x' AS BIGINT)#null", "CAST(0.1 AS FLOAT)#0.1", "arrow_typeof(CAST(0.1 AS REAL))#Float32", "influx_regex_match('abc', '^a')#true", "influx_regex_not_match('abc', '^a')#false"
  })
  void expressionsHaveTheDocumentedValue(String expression, String value) {
    assertThat(home.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "1#Int64(1)", "-1#Int64(-1)", "1.5#Float64(1.5)", "'a'#Utf8(\"a\")", "count(*)#count(*)", "COUNT(temp)#count(home.temp)",
    "avg(temp)#avg(home.temp)", "mean(temp)#avg(home.temp)", "max(co) + 1#max(home.co) + Int64(1)",
    "max(temp) IS NULL#max(home.temp) IS NULL", "NOT max(co) > 1#NOT max(home.co) > Int64(1)",
    "max(co) IN (1, 2)#max(home.co) IN ([Int64(1), Int64(2)])", "max(co) NOT IN (1)#max(home.co) NOT IN ([Int64(1)])",
    "max(co) BETWEEN 1 AND 2#max(home.co) BETWEEN Int64(1) AND Int64(2)",
    "CASE WHEN max(co) > 1 THEN 'a' ELSE 'b' END#CASE WHEN max(home.co) > Int64(1) THEN Utf8(\"a\") ELSE Utf8(\"b\") END",
    "-max(co)#(- max(home.co))", "CAST(max(co) AS DOUBLE)#max(home.co)", "round(avg(temp), 1)#round(avg(home.temp),Int64(1))",
    "selector_max(temp, time)['value']#selector_max(home.temp,home.time)[value]",
    "count(DISTINCT room)#count(DISTINCT home.room)",
    "max(room) LIKE 'K%'#max(home.room) LIKE Utf8(\"K%\")",
    "date_bin(INTERVAL '5 minutes', max(time))#date_bin(IntervalMonthDayNano(\"IntervalMonthDayNano { months: 0, days: 0, nanoseconds: 300000000000 }\"),max(home.time))"
  })
  void unnamedResultsHaveTheReferencesNames(String expression, String name) {
    assertThat(home.run("SELECT " + expression + " FROM home").getFirst()).isEqualTo(name);
  }

  @Test
  void windowsAreNamedWithTheirFrames() {
    assertThat(home.run("SELECT avg(temp) OVER (PARTITION BY room ORDER BY time), row_number() OVER () FROM home").getFirst())
        .isEqualTo("avg(home.temp) PARTITION BY [home.room] ORDER BY [home.time ASC NULLS LAST] RANGE BETWEEN UNBOUNDED"
            + " PRECEDING AND CURRENT ROW | row_number() ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
  }

  @Test
  void namesFoldUnlessTheyAreQuoted() {
    assertThat(home.run("SELECT TEMP, Room FROM HOME LIMIT 1").getFirst()).isEqualTo("temp | room");
    assertThat(home.run("SELECT Temp, \"Temp\" FROM cases LIMIT 1")).containsExactly("temp | Temp", "2 | 1.5");
    assertThat(home.run("SELECT * FROM (SELECT * FROM cases) AS c LIMIT 1").getFirst()).isEqualTo("Temp | temp | time | u");
    assertThat(home.run("SELECT 1 AS \"Mixed Case\", 2 AS \"a\"\"b\"").getFirst()).isEqualTo("Mixed Case | a\"b");
    assertThatThrownBy(() -> home.run("SELECT * FROM \"Home\"")).hasMessageContaining("'public.iox.Home' not found");
    assertThat(home.rows("SELECT count(*) FROM 'home'")).containsExactly("6");
  }

  @Test
  void twoResultsOfOneNameAreRefused() {
    assertThatThrownBy(() -> home.run("SELECT temp, temp FROM home"))
        .hasMessageStartingWith("Error during planning: Projections require unique expression names");
  }

  @Test
  void errorsUseTheReferencesWords() {
    assertThatThrownBy(() -> home.run("SELECT 1 / 0")).hasMessage("Arrow error: Divide by zero error");
    assertThatThrownBy(() -> home.run("SELECT max(co) / 0 FROM home")).hasMessage("Arrow error: Divide by zero error");
    assertThatThrownBy(() -> home.run("SELECT x FROM home")).hasMessage(
        "Schema error: No field named x. Valid fields are home.co, home.hum, home.room, home.temp, home.time.");
    assertThatThrownBy(() -> home.run("SELECT * FROM home WHERE time > 'tomorrow'"))
        .hasMessageStartingWith("Arrow error: Parser error: Error parsing timestamp from 'tomorrow'");
    assertThatThrownBy(() -> home.run("SELECT $host")).hasMessageContaining("No value found for placeholder with name $host");
    assertThatThrownBy(() -> home.run("SELECT tz()")).hasMessage("Error during planning: Function 'tz' got too few arguments");
    assertThatThrownBy(() -> home.run("SELEC 1")).hasMessageStartingWith("SQL error: ParserError(");
    assertThatThrownBy(() -> home.run("DELETE FROM home")).hasMessage("Error during planning: DML not supported: DELETE");
    assertThatThrownBy(() -> home.run("SELECT tz(now(), 'Mars')"))
        .hasMessage("Error during planning: TZ requires a valid timezone string, got \"Mars\"");
  }

  @Test
  void bitsAreCombined() {
    assertThat(home.rows("SELECT 5 & 1, 5 | 2, 5 # 3, 5 << 1, 5 >> 1")).containsExactly("1 | 7 | 6 | 10 | 2");
    assertThat(home.run("SELECT 5 # 3").getFirst()).isEqualTo("Int64(5) BIT_XOR Int64(3)");
    assertThatThrownBy(() -> home.run("SELECT 5 @ 3")).hasMessageStartingWith("SQL error: ParserError(");
    assertThatThrownBy(() -> home.run("SELECT #1")).hasMessageContaining("unsupported operator #");
  }

  @Test
  void halfJoinsKeepRowsOfTheLeftSide() {
    String tables = "WITH l(a) AS (VALUES (1), (2)), r(b) AS (VALUES (2), (2), (3)) SELECT a FROM l ";
    assertThat(home.rows(tables + "LEFT SEMI JOIN r ON a = b")).containsExactly("2");
    assertThat(home.rows(tables + "left anti join r ON a = b")).containsExactly("1");
  }

  @Test
  void selectorsNeedATimestamp() {
    for (String selector : new String[] {"first", "last", "min", "max"}) {
      assertThatThrownBy(() -> home.run("SELECT selector_" + selector + "(temp, hum) FROM home"))
          .hasMessageContaining("(DOUBLE -> TIMESTAMP_NS)");
    }
  }

  @Test
  void unsignedParametersKeepAllTheirBits() {
    assertThat(home.run("SELECT $n AS n, arrow_typeof($n) AS t", Map.of("n", new java.math.BigInteger("18446744073709551615"))))
        .endsWith("18446744073709551615 | UInt64");
  }

  @Test
  void nullParametersAreNullAndFurtherOnesIgnored() {
    Map<String, Object> parameters = new java.util.HashMap<>(Map.of("more", 1L));
    parameters.put("nothing", null);
    assertThat(home.run("SELECT $nothing IS NULL AS x", parameters)).containsExactly("x", "true");
  }

  @Test
  void nullsComeLastUpwardsAndFirstDownwards() {
    assertThat(home.rows("SELECT hum FROM home ORDER BY hum LIMIT 1")).containsExactly("35.9");
    assertThat(home.rows("SELECT hum FROM home ORDER BY hum DESC LIMIT 1")).containsExactly("null");
  }

  @Test
  void selectorsTakeFurtherColumnsFromTheirRow() {
    assertThat(home.rows("SELECT selector_max(temp, time, room, hum) FROM home"))
        .containsExactly("{value=23.0, time=Timestamp[nanos=1641027600000000000], other_1=Kitchen, other_2=36.2}");
    assertThat(home.rows("SELECT selector_min(co, time)['time'] FROM home")).containsExactly("2022-01-01T08:00:00Z");
    assertThat(home.rows("SELECT selector_last(temp, time) FILTER (WHERE room = 'Attic') FROM home")).containsExactly("null");
  }

  @Test
  void firstAndLastValuesFollowTheirOrder() {
    assertThat(home.rows("SELECT first_value(temp ORDER BY time DESC), last_value(temp ORDER BY time, room),"
            + " nth_value(temp, 2 ORDER BY temp) FROM home WHERE room = 'Kitchen'"))
        .containsExactly("22.7 | 22.7 | 22.7");
    assertThat(home.rows("SELECT last_value(hum) IGNORE NULLS OVER (ORDER BY time) FROM home WHERE room = 'Living Room'"))
        .containsExactly("35.9", "35.9", "36.0");
  }

  @Test
  void percentilesHaveTwoForms() {
    assertThat(home.rows("SELECT approx_percentile_cont(co, 0.5), approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY co),"
            + " approx_median(co), median(co) FROM home")).containsExactly("0 | 0 | 0 | 0");
  }

  @Test
  void differencesAndDerivativesPassNullsOver() {
    assertThat(home.rows("SELECT time, difference(hum) OVER (ORDER BY time), derivative(hum, INTERVAL '1 hour', time) OVER"
            + " (ORDER BY time) FROM home WHERE room = 'Living Room' ORDER BY time"))
        .satisfies(rows -> {
          assertThat(rows.get(0)).isEqualTo("2022-01-01T08:00:00Z | null | null");
          assertThat(rows.get(1)).isEqualTo("2022-01-01T09:00:00Z | null | null");
          assertThat(rows.get(2)).startsWith("2022-01-01T10:00:00Z | 0.1");
        });
    assertThat(home.rows("SELECT derivative(temp, INTERVAL '1 hour') OVER (ORDER BY time), non_negative_derivative(temp,"
            + " INTERVAL '1 hour') OVER (ORDER BY time) FROM home WHERE room = 'Kitchen' AND time < '2022-01-01T10:00:00Z'"))
        .containsExactly("null | null", "2.0 | 2.0");
    assertThat(home.rows("SELECT difference(u) OVER (ORDER BY time), non_negative_difference(u) OVER (ORDER BY time) FROM cases"))
        .containsExactly("null | null", "-2 | null");
    assertThatThrownBy(() -> home.run("SELECT derivative(temp, INTERVAL '1 day', time) OVER (ORDER BY time) FROM home"))
        .hasMessage("Error during planning: derivative unit parameter cannot contain months or days");
    assertThatThrownBy(() -> home.run("SELECT derivative(temp, INTERVAL '-1 second', time) OVER (ORDER BY time) FROM home"))
        .hasMessage("Error during planning: derivative unit parameter must be positive");
  }

  @Test
  void localDaysAreRightAcrossBothChangesOfTheClock() {
    String day = "date_bin_wallclock(INTERVAL '1 day', tz(TIMESTAMP '%s', 'Europe/Paris'))";
    assertThat(home.value(day.formatted("2022-03-27T12:00:00Z"))).isEqualTo("2022-03-26T23:00:00Z");
    assertThat(home.value(day.formatted("2022-03-28T12:00:00Z"))).isEqualTo("2022-03-27T22:00:00Z");
    assertThat(home.value(day.formatted("2022-10-30T12:00:00Z"))).isEqualTo("2022-10-29T22:00:00Z");
    assertThat(home.value(day.formatted("2022-10-31T12:00:00Z"))).isEqualTo("2022-10-30T23:00:00Z");
    String halfHour = "date_bin_wallclock(INTERVAL '30 minutes', tz(TIMESTAMP '%s', 'Europe/Paris'))";
    assertThat(home.value(halfHour.formatted("2022-10-30T00:45:00Z"))).isEqualTo("2022-10-30T00:30:00Z");
    assertThat(home.value(halfHour.formatted("2022-10-30T01:45:00Z"))).isEqualTo("2022-10-30T01:30:00Z");
  }

  @Test
  void zonesAndTagsReachTheResultThroughSubqueries() {
    try (SqlResult result = home.engine().query(Home.request("WITH x AS (SELECT room, tz(time, 'Asia/Tokyo') AS t FROM home)"
        + " SELECT room, max(t) AS m, room || '!' AS r, t - INTERVAL '1 hour' AS s FROM x GROUP BY room, t"))) {
      assertThat(result.columns()).containsExactly(
          new SqlColumn("room", SqlType.TAG).stored(true), SqlColumn.zoned("m", "Asia/Tokyo"),
          new SqlColumn("r", SqlType.UTF8),
          SqlColumn.zoned("s", "Asia/Tokyo"));
    }
  }

  @Test
  void commonTablesHideTablesOnlyWhereTheyAreInScope() {
    assertThat(home.rows("WITH home AS (SELECT * FROM home WHERE room = 'Kitchen') SELECT count(*) FROM home")).containsExactly("3");
    assertThat(home.rows("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT count(*) FROM r"))
        .containsExactly("5");
  }

  @Test
  void schemaStatementsAnswerInTheirOrder() {
    assertThat(home.run("SHOW TABLES")).startsWith(
        "table_catalog | table_schema | table_name | table_type", "public | iox | cases | BASE TABLE",
        "public | iox | home | BASE TABLE", "public | information_schema | tables | VIEW");
    assertThat(home.run("SHOW COLUMNS FROM home")).contains("public | iox | home | room | Dictionary(Int32, Utf8) | YES");
    assertThat(home.run("DESCRIBE home")).startsWith("column_name | data_type | is_nullable", "co | Int64 | YES");
    assertThat(home.rows("SHOW FUNCTIONS")).contains("avg | null | AGGREGATE").noneMatch(row -> row.startsWith("millrace"));
    assertThatThrownBy(() -> home.run("SHOW COLUMNS FROM nothing")).hasMessageContaining("'public.iox.nothing' not found");
    assertThat(home.run("EXPLAIN SELECT 1").getFirst()).isEqualTo("plan_type | plan");
    assertThat(home.rows("EXPLAIN SELECT 1")).anyMatch(row -> row.startsWith("logical_plan")).anyMatch(row -> row.startsWith("physical_plan"));
  }
}
