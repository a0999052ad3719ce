package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapFillTest {
  private static final String RANGE =
      " FROM home WHERE time >= '2022-01-01T08:00:00Z' AND time <= '2022-01-01T10:00:00Z' ";
  private static final String BIN = "SELECT date_bin_gapfill(INTERVAL '30 minutes', time) AS t, ";

  private static Home home;

  @BeforeAll
  static void open() {
    home = new Home();
  }

  @AfterAll
  static void close() {
    home.close();
  }

  @Test
  void everySeriesHasEveryBin() {
    assertThat(home.rows(BIN + "room, avg(temp), count(temp)" + RANGE + "GROUP BY 1, room")).containsExactly(
        "2022-01-01T08:00:00Z | Kitchen | 21.0 | 1", "2022-01-01T08:30:00Z | Kitchen | null | 0",
        "2022-01-01T09:00:00Z | Kitchen | 23.0 | 1", "2022-01-01T09:30:00Z | Kitchen | null | 0",
        "2022-01-01T10:00:00Z | Kitchen | 22.7 | 1",
        "2022-01-01T08:00:00Z | Living Room | 21.1 | 1", "2022-01-01T08:30:00Z | Living Room | null | 0",
        "2022-01-01T09:00:00Z | Living Room | 21.4 | 1", "2022-01-01T09:30:00Z | Living Room | null | 0",
        "2022-01-01T10:00:00Z | Living Room | 21.8 | 1");
  }

  @Test
  void lastValuesAreCarriedForward() {
    assertThat(home.rows(BIN + "locf(avg(temp))" + RANGE + "AND room = 'Kitchen' GROUP BY t")).containsExactly(
        "2022-01-01T08:00:00Z | 21.0", "2022-01-01T08:30:00Z | 21.0", "2022-01-01T09:00:00Z | 23.0",
        "2022-01-01T09:30:00Z | 23.0", "2022-01-01T10:00:00Z | 22.7");
  }

  @Test
  void valuesAreInterpolatedBetweenNeighbours() {
    assertThat(home.rows(BIN + "interpolate(avg(temp)), interpolate(max(co))" + RANGE + "AND room = 'Kitchen' GROUP BY t"))
        .containsExactly(
            "2022-01-01T08:00:00Z | 21.0 | 0", "2022-01-01T08:30:00Z | 22.0 | 0", "2022-01-01T09:00:00Z | 23.0 | 0",
            "2022-01-01T09:30:00Z | 22.85 | 3", "2022-01-01T10:00:00Z | 22.7 | 7");
  }

  @Test
  void nullAggregatesAreFilledAndLeadingOnesStay() {
    String text = "SELECT date_bin_gapfill(INTERVAL '1 hour', time) AS t, locf(avg(hum)), interpolate(max(hum)) FROM home"
        + " WHERE room = 'Living Room' AND time >= '2022-01-01T07:00:00Z' AND time < '2022-01-01T11:00:00Z' GROUP BY t";
    assertThat(home.rows(text)).containsExactly(
        "2022-01-01T07:00:00Z | null | null", "2022-01-01T08:00:00Z | 35.9 | 35.9",
        "2022-01-01T09:00:00Z | 35.9 | 35.95", "2022-01-01T10:00:00Z | 36.0 | 36.0");
  }

  @Test
  void selectorsAndTheirFieldsAreFilled() {
    assertThat(home.rows(BIN + "locf(selector_last(temp, time)['value']), selector_last(temp, time)['time']" + RANGE
            + "AND room = 'Kitchen' AND time < '2022-01-01T09:00:00Z' GROUP BY t")).containsExactly(
        "2022-01-01T08:00:00Z | 21.0 | 2022-01-01T08:00:00Z", "2022-01-01T08:30:00Z | 21.0 | null");
  }

  @Test
  void boundsMayBeExclusiveParametersAndBetween() {
    assertThat(home.run("SELECT date_bin_gapfill(INTERVAL '1 hour', time) AS t, count(*) AS n FROM home"
            + " WHERE time > $start AND time < $end GROUP BY t",
            Map.of("start", "2022-01-01T07:59:59.999999999Z", "end", "2022-01-01T09:00:00Z")))
        .containsExactly("t | n", "2022-01-01T08:00:00Z | 2");
    assertThat(home.rows("SELECT date_bin_gapfill(INTERVAL '1 hour', time, '2022-01-01T00:30:00Z') AS t, count(*) FROM home"
            + " WHERE time BETWEEN '2022-01-01T08:00:00Z' AND '2022-01-01T09:00:00Z' GROUP BY t"))
        .containsExactly("2022-01-01T07:30:00Z | 2", "2022-01-01T08:30:00Z | 2");
  }

  @Test
  void noRowsGiveNoBins() {
    assertThat(home.rows(BIN + "count(*)" + RANGE + "AND room = 'Attic' GROUP BY t")).isEmpty();
  }

  @Test
  void filledRowsAreFilteredSortedAndCutLikeOthers() {
    assertThat(home.rows(BIN + "avg(temp) + 1 AS a" + RANGE + "AND room = 'Kitchen' GROUP BY t ORDER BY t DESC LIMIT 2"))
        .containsExactly("2022-01-01T10:00:00Z | 23.7", "2022-01-01T09:30:00Z | null");
    assertThat(home.rows(BIN + "avg(temp) AS a" + RANGE + "AND room = 'Kitchen' GROUP BY t HAVING avg(temp) > 22"))
        .containsExactly("2022-01-01T09:00:00Z | 23.0", "2022-01-01T10:00:00Z | 22.7");
    assertThat(home.rows("SELECT max(a) FROM (" + BIN + "locf(avg(temp)) AS a" + RANGE + "GROUP BY t) AS filled"))
        .containsExactly("22.25");
  }

  @Test
  void localBinsFollowTheClock() {
    assertThat(home.rows("SELECT date_bin_wallclock_gapfill(INTERVAL '1 day', tz(time, 'Europe/Paris')) AS t, count(*)"
            + " FROM home WHERE time >= '2021-12-31T00:00:00Z' AND time < '2022-01-02T00:00:00Z' GROUP BY 1"))
        .containsExactly(
            "2021-12-30T23:00:00Z | 0", "2021-12-31T23:00:00Z | 6", "2022-01-01T23:00:00Z | 0");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time), count(*) FROM home GROUP BY 1#gap-filling query is missing both upper and lower time bounds",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time), count(*) FROM home WHERE time < now() GROUP BY 1#gap-filling query is missing lower time bound",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time), count(*) FROM home WHERE time > '2022-01-01' GROUP BY 1#gap-filling query is missing upper time bound",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time), date_bin_gapfill(INTERVAL '2 hour', time) FROM home GROUP BY 1, 2#DATE_BIN_GAPFILL specified more than once",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', now()), count(*) FROM home WHERE time > '2022-01-01' GROUP BY 1#DATE_BIN_GAPFILL requires a column as the source argument",
    "SELECT CAST(date_bin_gapfill(INTERVAL '1 hour', time) AS VARCHAR), count(*) FROM home GROUP BY 1#DATE_BIN_GAPFILL must be a top-level expression in the GROUP BY clause when gap filling. It cannot be part of another expression or cast",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time) FROM home#date_bin_gapfill may only be used as a GROUP BY expression",
    "SELECT locf(temp) FROM home#locf may only be used in the SELECT list of a gap-filling query",
    "SELECT interpolate(avg(temp)) FROM home#interpolate may only be used in the SELECT list of a gap-filling query",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time) AS t, locf(co) FROM home WHERE time > '2022-01-01' AND time < '2022-01-02' GROUP BY t, co#locf must be called on an aggregate column in a gap-filling query",
    "SELECT date_bin_gapfill(co, time), count(*) FROM home WHERE time > '2022-01-01' AND time < '2022-01-02' GROUP BY 1#stride argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar",
    "SELECT date_bin_gapfill(INTERVAL '1 hour', time) AS t, locf(avg(co)), interpolate(avg(co)) FROM home WHERE time > '2022-01-01' AND time < '2022-01-02' GROUP BY t#multiple fill strategies for the same column"
  })
  void wrongUsesAreRefusedInItsWords(String text, String message) {
    assertThatThrownBy(() -> home.run(text)).hasMessage("Error during planning: " + message);
  }
}
