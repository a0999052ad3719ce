package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * * *|2026-11-20T12:00:00Z|2026-11-20T12:00:15Z|2026-11-20T12:00:30Z",
        "5/20 * * * * *|2026-11-20T12:00:00Z|2026-11-20T12:00:05Z|2026-11-20T12:00:25Z",
        "0 0 0 * * 1|2026-11-20T12:00:00Z|2026-11-22T00:00:00Z|2026-11-29T00:00:00Z",
        "0 0 0 * * 7|2026-11-20T12:00:00Z|2026-11-21T00:00:00Z|2026-11-28T00:00:00Z",
        "0 0 0 * * mon-fri|2026-11-20T12:00:00Z|2026-11-23T00:00:00Z|2026-11-24T00:00:00Z",
        "0 0 0 * * 1-5|2026-11-19T12:00:00Z|2026-11-22T00:00:00Z|2026-11-23T00:00:00Z",
        "0 0 0 * * Tues,THURSDAY|2026-11-20T12:00:00Z|2026-11-24T00:00:00Z|2026-11-26T00:00:00Z",
        "0 0 0 13 * FRI|2026-11-20T12:00:00Z|2027-08-13T00:00:00Z|2028-10-13T00:00:00Z",
        "0 0 0 1 1 ? 2099|2026-11-20T12:00:00Z|2099-01-01T00:00:00Z|",
        "0 0 0 29 2 *|2026-11-20T12:00:00Z|2028-02-29T00:00:00Z|2032-02-29T00:00:00Z",
        "0 0 0 31 jan-apr/2 *|2026-11-20T12:00:00Z|2027-01-31T00:00:00Z|2027-03-31T00:00:00Z",
        "59 59 23 31 December * 2026,2030|2026-11-20T12:00:00Z|2026-12-31T23:59:59Z|2030-12-31T23:59:59Z",
        "10,20 30 */6 ? * *|2026-11-20T12:30:10Z|2026-11-20T12:30:20Z|2026-11-20T18:30:10Z",
        "0 50-59/9 23 * * *|2026-11-20T23:50:00Z|2026-11-20T23:59:00Z|2026-11-21T23:50:00Z",
        "@daily|2026-11-20T12:00:00Z|2026-11-21T00:00:00Z|2026-11-22T00:00:00Z",
        "@hourly|2026-11-20T12:00:00Z|2026-11-20T13:00:00Z|2026-11-20T14:00:00Z",
        "@weekly|2026-11-20T12:00:00Z|2026-11-22T00:00:00Z|2026-11-29T00:00:00Z",
        "@monthly|2026-11-20T12:00:00Z|2026-12-01T00:00:00Z|2027-01-01T00:00:00Z",
        "@yearly|2026-11-20T12:00:00Z|2027-01-01T00:00:00Z|2028-01-01T00:00:00Z"
      })
  void picksInstants(String expression, Instant after, Instant first, Instant second) {
    List<Instant> expected = new ArrayList<>(List.of(first));
    if (second != null) {
      expected.add(second);
    }
    assertThat(next(expression, after, 2)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "0 8 * * *", "* * * * * * * *", "0 0 0 * * 0", "0 0 0 * * 8", "0 0 0 * * fri-mon", "0 0 22-2 * * *",
        "0 0 0 L * *", "0 0 0 15W * *", "0 0 0 * * 2#1", "60 * * * * *", "* 60 * * * *", "* * 24 * * *", "* * * 0 * *",
        "* * * 32 * *", "* * * * 0 *", "* * * * 13 *", "0 0 0 1 1 * 1969", "0 0 0 1 1 * 2101", "*/0 * * * * *",
        "*/60 * * * * *", "0 0 0 * * mon/2", "? * * * * *", "* * * * ? *", "0 0 0 * * mon-6", "1, * * * * *",
        ",1 * * * * *", "1--2 * * * * *", "-1 * * * * *", "1/ * * * * *", "1/2/3 * * * * *", "@DAILY", "@reboot",
        "1.5 * * * * *", "99999999999 * * * * *"
      })
  void refuses(String expression) {
    assertThatThrownBy(() -> CronSchedule.parse(expression)).isInstanceOf(CronSyntaxException.class);
  }

  @Test
  void saysWhereTheMistakeIs() {
    assertThatThrownBy(() -> CronSchedule.parse("0 0 0 * * fri-mon"))
        .hasMessage("'fri-mon' in field day-of-week: a range must not run backwards");
    assertThatThrownBy(() -> CronSchedule.parse("0 8 * * *"))
        .hasMessage("expected six or seven fields, seconds first, but found 5 in '0 8 * * *'");
  }

  @Test
  void knowsSchedulesThatNeverFire() {
    assertThat(CronSchedule.parse("0 0 0 30 2 *").everFires()).isFalse();
    assertThat(CronSchedule.parse("0 0 0 1 1 * 2001").everFires()).isTrue();
    assertThat(CronSchedule.parse("0 0 0 1 1 * 1970").everFires()).isTrue();
  }

  @Test
  void tellsWhetherWeekdaysAreNumbers() {
    assertThat(CronSchedule.parse("0 0 0 * * 1-5").numbersWeekdays()).isTrue();
    assertThat(CronSchedule.parse("0 0 0 * * mon-fri/2 2099").numbersWeekdays()).isFalse();
    assertThat(CronSchedule.parse("0 0 0 1 1 */2").numbersWeekdays()).isFalse();
    assertThat(CronSchedule.parse("@weekly").numbersWeekdays()).isFalse();
  }

  @Test
  void endsWithItsYears() {
    assertThat(next("0 0 0 1 1 * 2001", Instant.parse("2026-01-01T00:00:00Z"), 1)).isEmpty();
    assertThat(next("* * * * * *", Instant.parse("2100-12-31T23:59:59Z"), 1)).isEmpty();
  }

  @Test
  void countsBeforeTheEpochToo() {
    assertThat(next("0 0 0 * * *", Instant.parse("1969-06-01T00:00:00.5Z"), 1)).containsExactly(Instant.EPOCH);
  }

  private static List<Instant> next(String expression, Instant after, int count) {
    CronSchedule schedule = CronSchedule.parse(expression);
    List<Instant> instants = new ArrayList<>();
    long at = after.getEpochSecond() * 1_000_000_000L + after.getNano();
    while (instants.size() < count) {
      OptionalLong next = schedule.nextAfter(at);
      if (next.isEmpty()) {
        break;
      }
      at = next.getAsLong();
      instants.add(Instant.ofEpochSecond(0, at));
    }
    return instants;
  }
}
