package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Shapes of queries that clients send, beyond single expressions.
class SqlSurfaceTest {
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
  @CsvSource(delimiter = '|', value = {
    "ROWS BETWEEN 1 PRECEDING AND CURRENT ROW | 21.0 44.0 45.7",
    "RANGE BETWEEN INTERVAL '1 hour' PRECEDING AND CURRENT ROW | 21.0 44.0 45.7",
    "GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING | 44.0 45.7 22.7",
    "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING | 66.7 66.7 66.7",
  })
  void framesOfWindows(String frame, String sums) {
    assertThat(String.join(" ", home.rows("SELECT round(sum(temp) OVER (ORDER BY time " + frame + "), 1) AS s FROM home"
        + " WHERE room = 'Kitchen' ORDER BY time"))).isEqualTo(sums);
  }

  @Test
  void setsOfRowsAreCombined() {
    String sets = "WITH a(x) AS (VALUES (1), (2), (2)), b(x) AS (VALUES (2), (3)) SELECT x FROM a ";
    assertThat(home.rows(sets + "UNION ALL SELECT x FROM b ORDER BY x")).containsExactly("1", "2", "2", "2", "3");
    assertThat(home.rows(sets + "UNION SELECT x FROM b ORDER BY x")).containsExactly("1", "2", "3");
    assertThat(home.rows(sets + "INTERSECT SELECT x FROM b")).containsExactly("2");
    assertThat(home.rows(sets + "EXCEPT SELECT x FROM b")).containsExactly("1");
    assertThat(home.rows("SELECT DISTINCT room FROM home h WHERE EXISTS (SELECT 1 FROM home i WHERE i.room = h.room AND i.co > 5)"))
        .containsExactly("Kitchen");
    assertThat(home.rows("SELECT DISTINCT ON (room) room, temp FROM home ORDER BY room, time DESC"))
        .containsExactly("Kitchen | 22.7", "Living Room | 21.8");
  }

  @Test
  void groupsOfGroupsAreSummed() {
    assertThat(home.rows("SELECT room, count(*) AS n FROM home GROUP BY ROLLUP(room) ORDER BY n, room"))
        .containsExactly("Kitchen | 3", "Living Room | 3", "null | 6");
    assertThat(home.rows("SELECT room, sum(co) AS s FROM home GROUP BY 1 HAVING sum(co) > 5")).containsExactly("Kitchen | 7");
    assertThat(home.rows("SELECT room FROM home QUALIFY row_number() OVER (ORDER BY temp DESC) = 1")).containsExactly("Kitchen");
  }

  @Test
  void figuresOfAColumn() {
    assertThat(home.rows("SELECT approx_distinct(room) AS a, median(temp) AS b, round(stddev(temp), 3) AS c,"
        + " round(corr(temp, hum), 3) AS d, approx_median(co) AS e FROM home")).containsExactly("2 | 21.6 | 0.841 | 0.987 | 0");
    assertThat(Double.parseDouble(home.rows("SELECT approx_percentile_cont(temp, 0.9) AS p FROM home").getFirst())).isBetween(22.0, 23.0);
  }

  @Test
  void timesAreComparedWithTextsNumbersAndNow() {
    assertThat(home.rows("SELECT count(*) FROM home WHERE time >= '2022-01-01'")).containsExactly("6");
    assertThat(home.rows("SELECT count(*) FROM home WHERE time >= '2022-01-01T09:00:00Z'")).containsExactly("4");
    assertThat(home.rows("SELECT count(*) FROM home WHERE time >= '2022-01-01 10:00:00+01:00'")).containsExactly("4");
    assertThat(home.rows("SELECT count(*) FROM home WHERE time > 1641024000000000000")).containsExactly("4");
    assertThat(home.rows("SELECT count(*) FROM home WHERE time > now() + INTERVAL '7 days'")).containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT DISTINCT TABLE_SCHEMA from information_schema.TABLES where TABLE_TYPE != 'SYSTEM VIEW' ORDER BY TABLE_SCHEMA",
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY table_name",
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox' AND table_name = 'home' ORDER BY 1",
    "SELECT date_bin(interval '60 second', time, timestamp '1970-01-01T00:00:00Z') as time_binned, avg(\"temp\") FROM \"home\""
        + " WHERE time >= cast('2021-11-20T07:00:00Z' as timestamp) AND time <= cast('2026-11-20T07:00:00Z' as timestamp)"
        + " GROUP BY 1 ORDER BY 1",
    "select 1",
  })
  void whatDashboardsAsk(String query) {
    assertThat(home.rows(query)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT 'x' ~ '(?=a)'", "SELECT regexp_like('x', '(a')", "SELECT date_bin(INTERVAL '0 seconds', now())",
    "SELECT date_bin(INTERVAL '1 month 1 day', now())", "SELECT repeat('x', 1000000000000)", "SELECT CAST('x' AS BIGINT)",
    "SELECT 9223372036854775807 + 1", "SELECT factorial(-1)", "SELECT chr(-1)", "SELECT to_timestamp('x')",
    "SELECT arrow_cast(1, 'Nothing')", "SELECT generate_series(1, 10, 0)",
  })
  void valuesThatDoNotFitAreTheCallersMistake(String query) {
    try {
      home.run(query);
    } catch (millrace.base.MillraceException refused) {
      assertThat(refused.code()).as(refused.getMessage()).isIn(
          millrace.base.ErrorCode.BAD_QUERY, millrace.base.ErrorCode.PARSE_ERROR, millrace.base.ErrorCode.STORE_UNAVAILABLE);
    }
    assertThat(home.value("1")).isEqualTo("1");
  }

  @Test
  void aWindowOfNoLengthIsRefused() {
    assertThatThrownBy(() -> home.run("SELECT date_bin(INTERVAL '0 seconds', time) FROM home"))
        .hasMessage("Arrow error: Divide by zero error");
  }
}
