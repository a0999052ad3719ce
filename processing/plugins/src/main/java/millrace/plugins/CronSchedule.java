package millrace.plugins;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A cron expression with seconds: `second minute hour day-of-month month day-of-week [year]`, or one of `@yearly`,
/// `@monthly`, `@weekly`, `@daily`, `@hourly`.
///
/// Days of the week are numbered from Sunday, 1, to Saturday, 7, and a day must suit both day fields at once. Everything
/// is UTC. The expression's text is kept as it was written.
public final class CronSchedule {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final Map<String, String> SHORTHANDS =
      Map.of(
          "@yearly", "0 0 0 1 1 * *",
          "@monthly", "0 0 0 1 * * *",
          "@weekly", "0 0 0 * * 1 *",
          "@daily", "0 0 0 * * * *",
          "@hourly", "0 0 * * * * *");

  private final String expression;
  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final BitSet years;

  private CronSchedule(String expression, List<String> fields) {
    this.expression = expression;
    this.seconds = CronField.SECOND.parse(fields.get(0));
    this.minutes = CronField.MINUTE.parse(fields.get(1));
    this.hours = CronField.HOUR.parse(fields.get(2));
    this.daysOfMonth = CronField.DAY_OF_MONTH.parse(fields.get(3));
    this.months = CronField.MONTH.parse(fields.get(4));
    this.daysOfWeek = CronField.DAY_OF_WEEK.parse(fields.get(5));
    this.years = CronField.YEAR.parse(fields.size() > 6 ? fields.get(6) : "*");
  }

  /// Reads an expression.
  ///
  /// @throws millrace.base.MillraceException with code INVALID_ARGUMENT and what is wrong with it
  public static CronSchedule parse(String expression) {
    String spelledOut = SHORTHANDS.getOrDefault(expression, expression);
    List<String> fields = List.of(WhiteSpace.trim(spelledOut).split("[ \t\r\n]+"));
    if (fields.size() != 6 && fields.size() != 7) {
      throw new CronSyntaxException(
          "expected six or seven fields, seconds first, but found " + fields.size() + " in '" + expression + "'");
    }
    return new CronSchedule(expression, fields);
  }

  /// Whether days of the week are given by number, which other crons count from Monday or from 0.
  public boolean numbersWeekdays() {
    String[] fields = WhiteSpace.trim(expression).split("[ \t\r\n]+");
    return fields.length > 5 && fields[5].replaceAll("/[0-9]+", "").chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  /// The text it was parsed from.
  public String expression() {
    return expression;
  }

  /// The first instant strictly after `afterNanos`, nanoseconds since the epoch; empty when there is none before 2101.
  public OptionalLong nextAfter(long afterNanos) {
    long firstSecond = Math.floorDiv(afterNanos, NANOS_PER_SECOND) + 1;
    LocalDateTime from = LocalDateTime.ofEpochSecond(firstSecond, 0, ZoneOffset.UTC);
    LocalDate day = firstDay(from.toLocalDate());
    if (day == null) {
      return OptionalLong.empty();
    }
    if (day.equals(from.toLocalDate())) {
      int secondOfDay = firstSecondOfDay(from.toLocalTime().toSecondOfDay());
      if (secondOfDay >= 0) {
        return instant(day, secondOfDay);
      }
      day = firstDay(day.plusDays(1));
    }
    return day == null ? OptionalLong.empty() : instant(day, firstSecondOfDay(0));
  }

  /// Whether there is any instant at all, past ones included; `0 0 0 30 2 *` has none.
  public boolean everFires() {
    return nextAfter(Instant.EPOCH.getEpochSecond() - 1).isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronSchedule schedule && expression.equals(schedule.expression);
  }

  @Override
  public int hashCode() {
    return expression.hashCode();
  }

  @Override
  public String toString() {
    return expression;
  }

  private static OptionalLong instant(LocalDate day, int secondOfDay) {
    long epochSecond = day.toEpochDay() * 86_400 + secondOfDay;
    return OptionalLong.of(epochSecond * NANOS_PER_SECOND);
  }

  /// The first day from `from` on that all four day fields allow; null when there is none.
  private LocalDate firstDay(LocalDate from) {
    LocalDate day = from.getYear() < CronField.YEAR.first() ? LocalDate.EPOCH : from;
    while (day.getYear() <= CronField.YEAR.last()) {
      if (!years.get(day.getYear())) {
        day = LocalDate.of(day.getYear() + 1, 1, 1);
      } else if (!months.get(day.getMonthValue())) {
        day = day.withDayOfMonth(1).plusMonths(1);
      } else if (!daysOfMonth.get(day.getDayOfMonth()) || !daysOfWeek.get(dayOfWeek(day))) {
        day = day.plusDays(1);
      } else {
        return day;
      }
    }
    return null;
  }

  /// 1 for Sunday to 7 for Saturday.
  private static int dayOfWeek(LocalDate day) {
    return day.getDayOfWeek().getValue() % 7 + 1;
  }

  /// The first second of a day from `from` on that the time fields allow; -1 when there is none left.
  private int firstSecondOfDay(int from) {
    int second = from;
    while (second < 86_400) {
      int hour = hours.nextSetBit(second / 3600);
      if (hour < 0) {
        return -1;
      }
      second = Math.max(second, hour * 3600);
      int minute = minutes.nextSetBit(second / 60 % 60);
      if (minute < 0) {
        second = (hour + 1) * 3600;
        continue;
      }
      second = Math.max(second, hour * 3600 + minute * 60);
      int withinMinute = seconds.nextSetBit(second % 60);
      if (withinMinute >= 0) {
        return hour * 3600 + minute * 60 + withinMinute;
      }
      second = hour * 3600 + (minute + 1) * 60;
    }
    return -1;
  }
}
