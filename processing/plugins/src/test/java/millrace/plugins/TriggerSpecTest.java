package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerSpecTest {
  private static final String FORMS =
      "expect one of the following forms: 'table:<TABLE_NAME>', 'all_tables', 'cron:<CRON_EXPRESSION>',"
          + " 'every:<DURATION>', or 'request:<PATH>'";

  @Test
  void readsEachForm() {
    assertThat(TriggerSpec.parse("table:cpu")).isEqualTo(new TriggerSpec.Table("cpu"));
    assertThat(TriggerSpec.parse("all_tables")).isEqualTo(new TriggerSpec.AllTables());
    assertThat(TriggerSpec.parse("every:10s")).isEqualTo(new TriggerSpec.Every(Duration.ofSeconds(10)));
    assertThat(TriggerSpec.parse("cron:0 0 8 * * *"))
        .isEqualTo(new TriggerSpec.Cron(CronSchedule.parse("0 0 8 * * *")));
    assertThat(TriggerSpec.parse("request:a/b")).isEqualTo(new TriggerSpec.Request("a/b"));
  }

  @Test
  void trimsOutsideAndAfterTheColon() {
    assertThat(TriggerSpec.parse("  table:  my table \t")).isEqualTo(new TriggerSpec.Table("my table"));
    assertThat(TriggerSpec.parse("\u00a0table:\u3000cpu\u2003")).isEqualTo(new TriggerSpec.Table("cpu"));
  }

  @Test
  void stripsThePrefixOnce() {
    assertThat(TriggerSpec.parse("table:table:x")).isEqualTo(new TriggerSpec.Table("table:x"));
  }

  @Test
  void keepsTheRequestPathAsItIs() {
    assertThat(TriggerSpec.parse("request:/a/../%20")).isEqualTo(new TriggerSpec.Request("/a/../%20"));
  }

  @Test
  void saysWhatIsWrong() {
    refuses("table:", "failed to parse trigger from table:: table name is empty");
    refuses("foo", "failed to parse trigger from foo: " + FORMS);
    refuses(" ", "failed to parse trigger from : " + FORMS);
    refuses("ALL_TABLES", "failed to parse trigger from ALL_TABLES: " + FORMS);
    refuses("all_tables:", "failed to parse trigger from all_tables:: " + FORMS);
    refuses("Table:cpu", "failed to parse trigger from Table:cpu: " + FORMS);
    refuses("cron:", "failed to parse trigger from cron:");
    refuses("cron:0 8 * * *", "failed to parse trigger from cron:0 8 * * *");
    refuses(" every:10 ", "failed to parse trigger from every:10: couldn't parse to duration");
    refuses("every:-5s", "failed to parse trigger from every:-5s: couldn't parse to duration");
    refuses("every:", "failed to parse trigger from every:: couldn't parse to duration");
    refuses("request: ", "failed to parse trigger from request:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1y 1s", "366d", "99999999h"})
  void refusesPeriodsOverAYear(String period) {
    refuses(
        "every:" + period,
        "failed to parse trigger from every:" + period + ": don't support every schedules of over 1 year");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0", "500us", "999999ns"})
  void refusesPeriodsBelowAMillisecond(String period) {
    refuses(
        "every:" + period, "failed to parse trigger from every:" + period + ": every schedules must be at least 1ms");
  }

  @Test
  void acceptsPeriodsUpToAYear() {
    assertThat(TriggerSpec.parse("every:1y")).isEqualTo(new TriggerSpec.Every(TriggerSpec.LONGEST_PERIOD));
    assertThat(TriggerSpec.parse("every:365d")).isEqualTo(new TriggerSpec.Every(Duration.ofDays(365)));
    assertThat(TriggerSpec.parse("every:1ms")).isEqualTo(new TriggerSpec.Every(TriggerSpec.SHORTEST_PERIOD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every:90s|every:1m 30s",
        "every:24h|every:1day",
        " table: cpu|table:cpu",
        "cron:@daily|cron:@daily",
        "cron: 0  0 8 * * *|cron:0  0 8 * * *",
        "request:a/b|request:a/b",
        "all_tables|all_tables"
      })
  void printsTheCanonicalText(String written, String canonical) {
    assertThat(TriggerSpec.parse(written).text()).isEqualTo(canonical);
    assertThat(TriggerSpec.parse(canonical)).isEqualTo(TriggerSpec.parse(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all_tables|\"all_tables_wal_write\"",
        "table:cpu|{\"single_table_wal_write\":{\"table_name\":\"cpu\"}}",
        "table:a\"b|{\"single_table_wal_write\":{\"table_name\":\"a\\\"b\"}}",
        "cron:0 0 8 * * *|{\"schedule\":{\"schedule\":\"0 0 8 * * *\"}}",
        "every:10s|{\"every\":{\"duration\":{\"secs\":10,\"nanos\":0}}}",
        "every:1.5s|{\"every\":{\"duration\":{\"secs\":1,\"nanos\":500000000}}}",
        "request:foo|{\"request_path\":{\"path\":\"foo\"}}"
      })
  void printsJson(String spec, String json) {
    assertThat(TriggerSpec.parse(spec).json()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({
    "every:10s,2026-11-20T12:00:03.5Z,2026-11-20T12:00:10Z",
    "every:10s,2026-11-20T12:00:10Z,2026-11-20T12:00:20Z",
    "every:1d,2026-11-20T12:00:03Z,2026-11-21T00:00:00Z",
    "every:7d,2026-11-20T12:00:03Z,2026-11-26T00:00:00Z",
    "every:1h,2026-11-20T12:00:00Z,2026-11-20T13:00:00Z",
    "cron:0 0 8 * * *,2026-11-20T08:00:00Z,2026-11-21T08:00:00Z"
  })
  void startsOnTheGrid(String spec, Instant now, Instant first) {
    assertThat(TriggerSpec.parse(spec).firstInstant(nanos(now))).hasValue(nanos(first));
  }

  @Test
  void alignsToWholeMillisecondsButStepsByTheWholePeriod() {
    TriggerSpec spec = TriggerSpec.parse("every:1ms 500us");
    long now = nanos(Instant.parse("2026-11-20T12:00:00.0105Z"));
    long first = spec.firstInstant(now).orElseThrow();
    assertThat(first).isEqualTo(nanos(Instant.parse("2026-11-20T12:00:00.011Z")));
    assertThat(spec.nextInstant(first)).hasValue(first + 1_500_000);
  }

  @Test
  void writesAndRequestsHaveNoInstants() {
    assertThat(TriggerSpec.parse("all_tables").firstInstant(0)).isEmpty();
    assertThat(TriggerSpec.parse("request:x").nextInstant(0)).isEmpty();
  }

  private static void refuses(String spec, String message) {
    assertThatThrownBy(() -> TriggerSpec.parse(spec))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
