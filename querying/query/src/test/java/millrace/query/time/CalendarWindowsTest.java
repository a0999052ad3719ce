package millrace.query.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Windows of calendar months on their own. Repeat a failure with `-Dmillrace.seed=N`.
final class CalendarWindowsTest {
  private static final long SEED = Long.getLong("millrace.seed", new Random().nextLong());
  private static final long HOUR = 3_600_000_000_000L;
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Asuncion");

  /// Against a walk over all firsts of months.
  @Test
  void windowsAreThoseOfTheCalendar() {
    Random random = new Random(SEED);
    for (int round = 0; round < 3_000; round++) {
      ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
      int months = List.of(1, 2, 3, 6, 12, 24).get(random.nextInt(6));
      CalendarWindows windows = new CalendarWindows(months, 0, 0, zone);
      long time = random.nextLong(nanos(LocalDate.of(1990, 1, 1), zone), nanos(LocalDate.of(2040, 1, 1), zone));
      LocalDate start = LocalDate.of(1970, 1, 1);
      while (nanos(start.plusMonths(months), zone) <= time) {
        start = start.plusMonths(months);
      }
      String shown = "seed %d, %s, %d months, %d".formatted(SEED, zone, months, time);
      assertThat(windows.start(time)).as(shown).isEqualTo(nanos(start, zone));
      assertThat(windows.end(time)).as(shown).isEqualTo(nanos(start.plusMonths(months), zone));
    }
  }

  @Test
  void everyInstantLiesInItsWindowAndWindowsFollowEachOther() {
    Random random = new Random(SEED);
    for (int round = 0; round < 3_000; round++) {
      ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
      int months = 1 + random.nextInt(30);
      long shift = random.nextInt(-600, 600) * HOUR;
      CalendarWindows windows = new CalendarWindows(months, random.nextInt(months), shift, zone);
      long time = random.nextLong(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
      long start = windows.start(time);
      long end = windows.end(time);
      String shown = "seed %d, %s, %d".formatted(SEED, windows, time);
      assertThat(time).as(shown).isBetween(start, end - 1);
      assertThat(windows.start(end)).as(shown).isEqualTo(end);
      assertThat(windows.end(start - 1)).as(shown).isEqualTo(start);
      assertThat(windows.ordinal(end)).as(shown).isEqualTo(windows.ordinal(time) + 1);
    }
  }

  @Test
  void aDayWithoutAMidnightBeginsWhenItBegins() {
    // In Paraguay clocks went from midnight to 01:00 on the first of October 2017.
    CalendarWindows windows = new CalendarWindows(1, 0, 0, ZoneId.of("America/Asuncion"));
    long noon = Instant.parse("2017-10-15T12:00:00Z").getEpochSecond() * 1_000_000_000L;
    assertThat(Instant.ofEpochSecond(windows.start(noon) / 1_000_000_000L))
        .isEqualTo(Instant.parse("2017-10-01T04:00:00Z"));
  }

  @Test
  void endsOfTimeAreEndsOfWindows() {
    CalendarWindows windows = new CalendarWindows(1, 0, 0, ZoneId.of("UTC"));
    assertThat(windows.start(InfluxTime.MIN)).isEqualTo(InfluxTime.MIN);
    assertThat(windows.end(InfluxTime.MAX)).isEqualTo(InfluxTime.MAX);
    assertThat(windows.plus(InfluxTime.MIN, -1)).isEqualTo(InfluxTime.MIN);
  }

  private static long nanos(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toEpochSecond() * 1_000_000_000L;
  }
}
