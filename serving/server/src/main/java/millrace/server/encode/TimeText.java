package millrace.server.encode;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Instants as text.
final class TimeText {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int SECONDS_PER_DAY = 86_400;
  /// Days from 0000-03-01 to 1970-01-01, and the days of 400 years.
  private static final int EPOCH_DAYS = 719_468;
  private static final int ERA_DAYS = 146_097;

  private TimeText() {}

  /// RFC 3339 as Go writes it: the fraction without trailing zeros, `Z` or `±hh:mm`.
  static void goRfc3339(long nanos, ZoneId zone, ByteOutput out) {
    long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
    int offset = zone == ZoneOffset.UTC ? 0 : zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    dateTime(second + offset, out);
    int fraction = (int) Math.floorMod(nanos, NANOS_PER_SECOND);
    if (fraction != 0) {
      int digits = 9;
      while (fraction % 10 == 0) {
        fraction /= 10;
        digits--;
      }
      out.put('.');
      out.padded(fraction, digits);
    }
    if (offset == 0) {
      out.put('Z');
    } else {
      offset(offset, out);
    }
  }

  /// A time without zone: the fraction with 3, 6 or 9 digits where there is one.
  static void withoutZone(long nanos, ByteOutput out) {
    dateTime(Math.floorDiv(nanos, NANOS_PER_SECOND), out);
    int fraction = (int) Math.floorMod(nanos, NANOS_PER_SECOND);
    if (fraction != 0) {
      out.put('.');
      if (fraction % 1_000_000 == 0) {
        out.padded(fraction / 1_000_000, 3);
      } else if (fraction % 1000 == 0) {
        out.padded(fraction / 1000, 6);
      } else {
        out.padded(fraction, 9);
      }
    }
  }

  /// RFC 3339 with a fraction of 3, 6 or 9 digits where there is one, `Z` or `±hh:mm`.
  static void withZone(long nanos, ZoneId zone, ByteOutput out) {
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND));
    int offset = zone.getRules().getOffset(instant).getTotalSeconds();
    withoutZone(nanos + offset * NANOS_PER_SECOND, out);
    if (isUtc(zone)) {
      out.put('Z');
    } else {
      offset(offset, out);
    }
  }

  private static boolean isUtc(ZoneId zone) {
    return zone.normalized().equals(ZoneOffset.UTC) || zone.getId().equals("UTC");
  }

  /// A calendar date.
  static void date(long epochDay, ByteOutput out) {
    long shifted = epochDay + EPOCH_DAYS;
    long era = Math.floorDiv(shifted, (long) ERA_DAYS);
    int day = (int) Math.floorMod(shifted, (long) ERA_DAYS);
    int yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    int dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * dayOfYear + 2) / 153;
    int year = (int) (yearOfEra + era * 400) + (month >= 10 ? 1 : 0);
    if (year < 0 || year > 9999) {
      out.decimal((long) year);
    } else {
      out.padded(year, 4);
    }
    out.put('-');
    out.padded(month < 10 ? month + 3 : month - 9, 2);
    out.put('-');
    out.padded(dayOfYear - (153 * month + 2) / 5 + 1, 2);
  }

  private static void dateTime(long localSecond, ByteOutput out) {
    date(Math.floorDiv(localSecond, (long) SECONDS_PER_DAY), out);
    int second = (int) Math.floorMod(localSecond, (long) SECONDS_PER_DAY);
    out.put('T');
    out.padded(second / 3600, 2);
    out.put(':');
    out.padded(second / 60 % 60, 2);
    out.put(':');
    out.padded(second % 60, 2);
  }

  /// `±hh:mm`; seconds of historic offsets are dropped.
  private static void offset(int seconds, ByteOutput out) {
    out.put(seconds < 0 ? '-' : '+');
    int minutes = Math.abs(seconds) / 60;
    out.padded(minutes / 60, 2);
    out.put(':');
    out.padded(minutes % 60, 2);
  }
}
