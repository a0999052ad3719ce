package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where DuckDB on its own answers otherwise than the reference does: numbers, casts, texts, names and forms.
class ReferenceValuesTest {
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
    "CAST(3.7 AS BIGINT)#3", "CAST(-3.7 AS BIGINT)#-3", "2.5::INT#2", "CAST(9007199254740993 AS BIGINT)#9007199254740993",
    "CAST('12' AS BIGINT)#12", "CAST(true AS BIGINT)#1", "CAST(TIMESTAMP '2022-01-01' AS BIGINT)#1640995200000000000",
    "TRY_CAST('x' AS INT)#null", "CAST(sum(7) AS BIGINT)#7", "CAST(DATE '1970-01-03' AS INT)#2", "TRY_CAST(1e300 AS BIGINT)#null",
    "CAST(TIMESTAMP '2022-01-01' AS VARCHAR)#2022-01-01T00:00:00",
    "CAST(TIMESTAMP '2022-01-01T00:00:00.120Z' AS VARCHAR)#2022-01-01T00:00:00.120", "CAST(1e20 AS VARCHAR)#1e20",
    "CAST(1e-7 AS VARCHAR)#1e-7", "CAST(1 AS VARCHAR)#1", "CAST(true AS VARCHAR)#true",
    "1.5::DECIMAL(10,2)#1.5", "100000000000000000000#1.0E20", "18446744073709551615#18446744073709551615",
    "round(5)#5.0", "round(12345, -2)#12300.0", "trunc(5)#5.0", "trunc(-3.14159, 3)#-3.141", "signum(-5)#-1.0", "signum(0)#0.0",
    "power(2, 3)#8", "power(sum(2), 2)#4.0", "pow(2, 0.5)#1.4142135623730951", "power(-1, 101)#-1", "power(0, 0)#1", "power(2.0, 3)#8.0", "cbrt(27)#3.0",
    "cbrt(-27)#-3.0", "factorial(20)#2432902008176640000", "5 ^ 3#6", "1 + 2 ^ 3#0",
    "substr('alphabet', -1, 4)#al", "substr('alphabet', -3)#alphabet", "substr('alphabet', 3, 2)#ph", "substr('abc', 0, 2)#a",
    "substring('alphabet' FROM 3 FOR 2)#ph", "substr('abc', -5, 2)#``", "substr('abc', 2, NULL)#null", "chr(length('abc') + 62)#A",
    "'a%c' LIKE 'a\\%c'#true", "'abc' NOT LIKE 'a\\%c'#true", "'abc' SIMILAR TO 'b'#true", "'abc' NOT SIMILAR TO 'x'#true",
    "regexp_replace('foobar', '(o+)(b)', '${1}-$2')#foo-bar", "regexp_replace('foo', 'o', '$0$0', 'g')#foooo",
    "regexp_replace('foobarbaz', 'b(..)', 'X\\1Y', 'g')#fooXarYXazY", "regexp_replace('a', 'a', '$$1')#$1",
    "array_sort([3, NULL, 1])#[null, 1, 3]", "array_sort([3, NULL, 1], 'DESC')#[null, 3, 1]",
    "array_sort([3, NULL, 1], 'ASC', 'NULLS LAST')#[1, 3, null]", "ifnull(NULL, 3)#3"
  })
  void expressionsHaveTheReferencesValue(String expression, String value) {
    assertThat(home.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "CAST(1 AS INT)#Int32", "1::SMALLINT#Int16", "CAST(1 AS BIGINT UNSIGNED)#UInt64", "[1]#List(Int64)", "[['a']]#List(List(Utf8))",
    "named_struct('a', 1, 'b c', 'x')#Struct(\"a\": Int64, \"b c\": Utf8)", "[1.5]#List(Float64)", "round(1)#Float64", "1.5::DECIMAL(10,2)#Decimal128(10, 2)",
    "map(['a'], [1])#Map(\"entries\": non-null Struct(\"key\": non-null Utf8, \"value\": Int64), unsorted)", "[now()]#List(Timestamp(ns))",
    "arrow_cast(1, 'Timestamp(Second, None)')#Timestamp(s)", "arrow_cast(1, 'Timestamp(ns, \"+01:00\")')#Timestamp(ns, \"+01:00\")",
    "approx_distinct(1)#UInt64", "NULL#Null", "DATE '2022-01-01'#Date32", "power(1, 1)#Int64", "row_number() OVER ()#UInt64"
  })
  void typesHaveArrowsNames(String expression, String type) {
    assertThat(home.value("arrow_typeof(" + expression + ")")).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "arrow_cast(1, 'Timestamp(Second, None)')#1970-01-01T00:00:01Z", "arrow_cast('2022-01-01T00:00:00.5', 'Timestamp(s)')#2022-01-01T00:00:00Z",
    "arrow_cast(1.7, 'Int32')#1", "arrow_cast(5, 'Utf8')#5"
  })
  void valuesAreCastToArrowsTypes(String expression, String value) {
    assertThat(home.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "1e-7#Float64(0.0000001)", "18446744073709551615#UInt64(18446744073709551615)", "100000000000000000000#Float64(100000000000000000000)",
    "'a' ~* 'b'#Utf8(\"a\") ~* Utf8(\"b\")", "'a' !~ 'b'#Utf8(\"a\") !~ Utf8(\"b\")", "'a' !~* 'b'#Utf8(\"a\") !~* Utf8(\"b\")",
    "NOT 'a' ~ 'b'#NOT Utf8(\"a\") ~ Utf8(\"b\")", "'a' SIMILAR TO 'b'#Utf8(\"a\") SIMILAR TO Utf8(\"b\")",
    "'a' NOT SIMILAR TO 'b'#Utf8(\"a\") NOT SIMILAR TO Utf8(\"b\")", "true IS TRUE#Boolean(true) IS TRUE", "true IS NOT FALSE#Boolean(true) IS NOT FALSE",
    "CASE 1 WHEN 1 THEN 'a' END#CASE Int64(1) WHEN Int64(1) THEN Utf8(\"a\") END", "5 ^ 3#Int64(5) BIT_XOR Int64(3)", "ifnull(NULL, 3)#nvl(NULL,Int64(3))", "instr('a', 'b')#strpos(Utf8(\"a\"),Utf8(\"b\"))", "[1, 2][1]#make_array(Int64(1),Int64(2))[Int64(1)]",
    "[1, 2][1:2]#make_array(Int64(1),Int64(2))[Int64(1):Int64(2)]", "array_element([1], 1)#make_array(Int64(1))[Int64(1)]",
    "get_field(named_struct('a', 1), 'a')#named_struct(Utf8(\"a\"),Int64(1))[a]", "list_has([1], 1)#array_has(make_array(Int64(1)),Int64(1))",
    "row(1)#struct(Int64(1))", "unnest([1])#UNNEST(make_array(Int64(1)))", "count(*) OVER ()#count(*) ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
    "today()#current_date()"
  })
  void unnamedResultsHaveTheReferencesNames(String expression, String name) {
    assertThat(home.run("SELECT " + expression).getFirst()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "array_length([[1, 2], [3, 4]], 2)#2", "array_length([1, 2], 1)#2", "array_length([1], 2)#null", "array_dims([[1, 2, 3], [4, 5, 6]])#[2, 3]",
    "array_dims(['a,b', 'it''s'])#[2]", "array_ndims([[1], [2]])#2", "list_ndims([1])#1", "array_dims([])#[0]",
    "array_position([1, 2, 2], 2, 3)#3", "array_position([1], 9)#null", "array_to_string([1, NULL, 2], ',', '*')#1,*,2",
    "array_to_string([1, NULL, 2], ',')#1,2", "string_to_array('a,b,NULL', ',', 'NULL')#[a, b, null]", "string_to_list('a b', ' ')#[a, b]",
    "map_extract(map(['a'], [1]), 'z')#[null]", "map_extract(map(['a'], [1]), 'a')#[1]", "map(['a'], [1])['a']#1"
  })
  void listsAndMapsAreMeasuredAndSearched(String expression, String value) {
    assertThat(home.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "to_char(TIMESTAMP '2022-01-02T10:11:12.123456789', '%Y-%m-%d %H:%M:%S%.3f')#2022-01-02 10:11:12.123",
    "to_char(TIMESTAMP '2022-01-02T13:01:02', '%b %e %A %j %y %I %p %f %B %a %-d %:z %s %%')#Jan  2 Sunday 002 22 01 PM 000000000 January Sun 2 +00:00 1641128462 %",
    "to_char(DATE '2022-01-02', '%d.%m.%Y')#02.01.2022", "date_format(TIMESTAMP '2022-01-02', '%c')#Sun Jan  2 00:00:00 2022",
    "to_char(TIMESTAMP '2022-01-02', '%+')#2022-01-02T00:00:00+00:00", "to_char(TIMESTAMP '2023-01-01', '%U %W %V %G %u %w')#01 00 52 2022 7 0",
    "to_timestamp('2023-01-31T09:26:56.123456789-05:00', '%Y-%m-%dT%H:%M:%S%.f%z')#2023-01-31T14:26:56.123456789Z",
    "to_timestamp('03:59:00.123456789 05-17-2023', '%c', '%+', '%H:%M:%S%.f %m-%d-%Y')#2023-05-17T03:59:00.123456789Z",
    "to_timestamp_seconds('01:02:03 PM 31/12/2022', '%c', '%I:%M:%S %p %d/%m/%Y')#2022-12-31T13:02:03Z",
    "to_timestamp_seconds('2022-01-01T00:00:00.5Z')#2022-01-01T00:00:00Z", "to_timestamp_millis('2022-01-01T00:00:00.1239Z')#2022-01-01T00:00:00.123Z",
    "to_timestamp_micros(5)#1970-01-01T00:00:00.000005Z", "to_date('2022/03/04', '%Y/%m/%d')#19055", "to_date(19000)#19000",
    "to_unixtime('01-14-2023 01:01:30+05:30', '%q', '%d-%m-%Y %H/%M/%S', '%+', '%m-%d-%Y %H:%M:%S%z')#1673638290",
    "make_date('2022', '1', '2')#18994", "from_unixtime(1, 'America/New_York')#1970-01-01T00:00:01Z", "tz('2022-01-01T00:00:00Z')#2022-01-01T00:00:00Z",
    "tz(1641024000000000000, 'UTC')#2022-01-01T08:00:00Z"
  })
  void timesAreWrittenAndReadByFormats(String expression, String value) {
    assertThat(home.value(expression)).isEqualTo(value);
  }

  @Test
  void percentilesOfFewValuesAreThoseOfADigest() {
    String of = " FROM (VALUES (1.0, 1, 1), (2.0, 3, 2), (10.0, 1, 3)) t(x, w, i)";
    assertThat(home.rows("SELECT approx_percentile_cont(x, 0.5), approx_percentile_cont(x, 0.1), approx_percentile_cont(x, 0.75, 200),"
        + " approx_percentile_cont(i, 0.5), approx_median(x)" + of)).containsExactly("2.0 | 1.0 | 8.0 | 2 | 2.0");
    assertThat(home.run("SELECT approx_percentile_cont(0.75) WITHIN GROUP (ORDER BY x), approx_percentile_cont(0.25) WITHIN GROUP"
        + " (ORDER BY x DESC)" + of)).containsExactly("approx_percentile_cont(Float64(0.75)) WITHIN GROUP [t.x ASC NULLS LAST]"
        + " | approx_percentile_cont(Float64(0.25)) WITHIN GROUP [t.x DESC NULLS FIRST]", "8.0 | 8.0");
    assertThat(home.rows("SELECT approx_percentile_cont_with_weight(x, w, 0.5), approx_percentile_cont_with_weight(w, 1.0) WITHIN GROUP"
        + " (ORDER BY x), approx_percentile_cont_with_weight(i, w, 0.5)" + of)).containsExactly("2.0 | 10.0 | 2");
    assertThat(home.rows("SELECT approx_percentile_cont_with_weight(x, w, 0.5) FILTER (WHERE i > 5), approx_percentile_cont(x, 0.5)"
        + " FILTER (WHERE i = 1)" + of)).containsExactly("null | 1.0");
    assertThat(Double.parseDouble(home.rows("SELECT approx_percentile_cont(value, 0.5) FROM range(1000)").getFirst())).isBetween(480.0, 520.0);
  }

  @Test
  void distancesOfFramesAreNamedAsTheyAreWritten() {
    assertThat(home.run("SELECT avg(temp) OVER (ORDER BY time RANGE BETWEEN INTERVAL '1 hour' PRECEDING AND CURRENT ROW) FROM home").getFirst())
        .isEqualTo("avg(home.temp) ORDER BY [home.time ASC NULLS LAST] RANGE BETWEEN 1 hour PRECEDING AND CURRENT ROW");
  }

  @Test
  void unnamedColumnsOfTablesHaveTheReferencesNames() {
    assertThat(home.run("VALUES (1, 'a'), (2, 'b')")).containsExactly("column1 | column2", "1 | a", "2 | b");
    assertThat(home.run("SELECT * FROM (VALUES (1, 'a')) AS t")).containsExactly("column1 | column2", "1 | a");
    assertThat(home.run("SELECT * FROM (VALUES (1, 'a')) AS t(x, y)")).containsExactly("x | y", "1 | a");
    assertThat(home.run("WITH t(x) AS (VALUES (1)) SELECT * FROM t")).containsExactly("x", "1");
    assertThat(home.run("SELECT * FROM generate_series(1, 2)")).containsExactly("value", "1", "2");
    assertThat(home.run("SELECT v FROM range(1) AS t(v)")).containsExactly("v", "0");
    assertThat(home.run("SELECT range.value FROM range(1)")).containsExactly("value", "0");
    assertThat(home.run("SELECT * FROM unnest([7])")).containsExactly("UNNEST(make_array(Int64(7)))", "7");
  }

  @Test
  void columnsMayBeQualifiedBySchemaAndCatalog() {
    assertThat(home.run("SELECT iox.home.temp, public.iox.home.room FROM home WHERE public.iox.home.co = 7"))
        .containsExactly("temp | room", "22.7 | Kitchen");
  }

  @Test
  void halfJoinsKeepRowsOfTheRightSide() {
    String tables = "WITH l(a) AS (VALUES (1), (2)), r(b) AS (VALUES (2), (2), (3)) SELECT b FROM l ";
    assertThat(home.rows(tables + "RIGHT SEMI JOIN r ON a = b")).containsExactly("2", "2");
    assertThat(home.rows(tables + "right  anti join r ON a = b")).containsExactly("3");
    assertThat(home.rows("SELECT 'é' AS x, home.co FROM (SELECT 7 AS co) l RIGHT SEMI JOIN home USING (co)")).containsExactly("é | 7");
  }

  @Test
  void numbersAreComparedWithTextsAsText() {
    assertThat(home.rows("SELECT count(*) FROM home WHERE room = 1")).containsExactly("0");
    assertThat(home.rows("SELECT count(*) FROM home WHERE 1.5 <> home.room")).containsExactly("6");
  }

  @Test
  void mapsAreResults() {
    assertThat(home.value("map(['a', 'b'], [1, 2])")).isEqualTo("{a=1, b=2}");
    assertThat(home.value("[MAP {TIMESTAMP '2022-01-01': 'x'}]")).isEqualTo("[{2022-01-01T00:00:00=x}]");
    assertThat(home.value("make_map(7, NULL)")).isEqualTo("{7=null}");
    try (SqlResult result = home.engine().query(Home.request("SELECT MAP {'a': 1.5} AS m, CAST(1 AS INT) AS i"))) {
      assertThat(result.columns()).containsExactly(
          new SqlColumn("m", SqlType.MAP, List.of(new SqlColumn("key", SqlType.UTF8), new SqlColumn("value", SqlType.FLOAT64)), Optional.empty()),
          new SqlColumn("i", SqlType.INT32));
    }
  }

  @Test
  void sumsOfUnsignedNumbersAreUnsigned() {
    try (SqlResult result = home.engine().query(Home.request("SELECT sum(u) AS s, sum(temp) AS t FROM cases"))) {
      assertThat(result.columns()).extracting(SqlColumn::type).containsExactly(SqlType.UINT64, SqlType.INT64);
    }
  }

  @Test
  void settingsAndFunctionsAreShownByName() {
    assertThat(home.run("SHOW TIMEZONE")).containsExactly("name | value", "datafusion.execution.time_zone | +00:00");
    assertThat(home.run("SHOW TIME ZONE;")).endsWith("datafusion.execution.time_zone | +00:00");
    assertThatThrownBy(() -> home.run("SHOW nothing"))
        .hasMessage("Error during planning: 'nothing' is not a variable which can be viewed with 'SHOW'");
    assertThat(home.rows("SHOW FUNCTIONS LIKE 'date_bin'")).hasSize(1);
    assertThat(home.run("EXPLAIN FORMAT TREE SELECT 1").getFirst()).isEqualTo("plan_type | plan");
  }

  @Test
  void octetsAreThoseOfPlainTextsOnly() {
    assertThat(home.rows("SELECT column_name, character_octet_length FROM information_schema.columns WHERE column_name = 'room'"))
        .containsExactly("room | null");
  }

  @Test
  void whatDoesNotFitIsSaidInTheReferencesWords() {
    assertThatThrownBy(() -> home.run("SELECT factorial(21)"))
        .hasMessage("Arrow error: Arithmetic overflow: Overflow happened on FACTORIAL(21)");
    assertThatThrownBy(() -> home.run("SELECT power(10, 19)")).hasMessageStartingWith("Arrow error: Arithmetic overflow");
    assertThatThrownBy(() -> home.run("SELECT power(2, -1)")).hasMessageContaining("negative");
    assertThatThrownBy(() -> home.run("SELECT CAST('abc' AS INT)"))
        .hasMessage("Arrow error: Cast error: Cannot cast string 'abc' to value of Int32 type");
    assertThatThrownBy(() -> home.run("SELECT substr('alphabet', 3, -1)")).hasMessageContaining("negative substring length not allowed");
    assertThatThrownBy(() -> home.run("SELECT temp FROM home GROUP BY room"))
        .hasMessageStartingWith("Error during planning: Column in SELECT must be in GROUP BY or an aggregate function: column \"temp\"");
  }
}
