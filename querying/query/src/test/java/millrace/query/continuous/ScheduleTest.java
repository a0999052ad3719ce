package millrace.query.continuous;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.query.time.ZoneOffsets;
import org.junit.jupiter.api.Test;

/// Which windows runs cover, by the minute. The examples are those of the documentation of InfluxDB 1.x.
class ScheduleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  @Test
  void anHourIsComputedOnceAtItsEnd() {
    assertThat(runs(of(HOUR, 0, 0, 0), "08:20", "10:05")).containsExactly(
        "09:00 [08:00,09:00)", "10:00 [09:00,10:00)");
  }

  @Test
  void everyComputesAWindowThatGoesOnAgain() {
    assertThat(runs(of(HOUR, 0, 30 * MINUTE, 0), "08:01", "09:31")).containsExactly(
        "08:30 [08:00,09:00)", "09:00 [08:00,09:00)", "09:30 [09:00,10:00)");
  }

  @Test
  void forComputesEarlierWindowsAgain() {
    assertThat(runs(of(30 * MINUTE, 0, 0, HOUR), "07:59", "08:31")).containsExactly(
        "07:59 [07:00,07:30)", "08:00 [07:00,08:00)", "08:30 [07:30,08:30)");
  }

  @Test
  void everyAndForGoTogether() {
    assertThat(runs(of(30 * MINUTE, 0, HOUR, 90 * MINUTE), "07:59", "09:01")).containsExactly(
        "07:59 [06:30,07:30)", "08:00 [06:30,08:00)", "09:00 [07:30,09:00)");
  }

  @Test
  void everyBeyondTheWindowCoversAllSince() {
    assertThat(runs(of(30 * MINUTE, 0, HOUR, 0), "07:59", "09:01")).containsExactly(
        "07:59 [07:00,07:30)", "08:00 [07:00,08:00)", "09:00 [08:00,09:00)");
  }

  @Test
  void anOffsetShiftsWindowsAndRuns() {
    assertThat(runs(of(HOUR, 15 * MINUTE, 0, 0), "08:20", "10:20")).containsExactly(
        "09:15 [08:15,09:15)", "10:15 [09:15,10:15)");
  }

  @Test
  void aLateRunCoversAllThatWasMissed() {
    Schedule hourly = of(HOUR, 0, 0, 0);
    Optional<Schedule.Due> late = hourly.due(OptionalLong.of(at("09:00")), at("13:07"));
    assertThat(text(late.orElseThrow())).isEqualTo("[09:00,13:00)");
    assertThat(late.get().lastRunNanos()).isEqualTo(at("13:00"));
    assertThat(hourly.due(OptionalLong.of(at("13:00")), at("13:07"))).isEmpty();
  }

  @Test
  void aClockThatGoesBackWaits() {
    assertThat(of(HOUR, 0, 0, 0).due(OptionalLong.of(at("09:00")), at("08:00"))).isEmpty();
  }

  @Test
  void daysAreThoseOfTheZoneAlsoWhenClocksChange() {
    ZoneOffsets zone = new ZoneOffsets(ZoneId.of("America/Los_Angeles"));
    Schedule daily = new Schedule(24 * HOUR, 0, OptionalLong.empty(), OptionalLong.empty(), zone);
    OptionalLong last = OptionalLong.of(instant("2000-10-28T07:00:00Z"));
    List<String> runs = new ArrayList<>();
    for (long now = last.getAsLong(); now < instant("2000-10-31T12:00:00Z"); now += HOUR) {
      Optional<Schedule.Due> due = daily.due(last, now);
      if (due.isPresent()) {
        last = OptionalLong.of(due.get().lastRunNanos());
        due.get().span().ifPresent(span -> runs.add(iso(span.startNanos()) + " " + iso(span.endNanos())));
      }
    }
    assertThat(runs).containsExactly(
        "2000-10-28T07:00:00Z 2000-10-29T07:00:00Z",
        "2000-10-29T07:00:00Z 2000-10-30T08:00:00Z",
        "2000-10-30T08:00:00Z 2000-10-31T08:00:00Z");
  }

  private static Schedule of(long interval, long offset, long every, long period) {
    return new Schedule(interval, offset, given(every), given(period), new ZoneOffsets(ZoneOffset.UTC));
  }

  private static OptionalLong given(long nanos) {
    return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /// Looks once a minute, as a service that has just started; those runs that have something to do.
  private static List<String> runs(Schedule schedule, String from, String to) {
    OptionalLong last = OptionalLong.empty();
    List<String> runs = new ArrayList<>();
    for (long now = at(from); now <= at(to); now += MINUTE) {
      Optional<Schedule.Due> due = schedule.due(last, now);
      if (due.isPresent()) {
        last = OptionalLong.of(due.get().lastRunNanos());
        String when = iso(now).substring(11, 16);
        due.filter(run -> run.span().isPresent()).ifPresent(run -> runs.add(when + " " + text(run)));
      }
    }
    return runs;
  }

  private static String text(Schedule.Due due) {
    String start = iso(due.span().orElseThrow().startNanos()).substring(11, 16);
    return "[" + start + "," + iso(due.span().orElseThrow().endNanos()).substring(11, 16) + ")";
  }

  private static long at(String time) {
    return instant("2017-01-01T" + time + ":00Z");
  }

  private static long instant(String text) {
    return Instant.parse(text).getEpochSecond() * SECOND;
  }

  private static String iso(long nanos) {
    return Instant.ofEpochSecond(nanos / SECOND).toString();
  }
}
