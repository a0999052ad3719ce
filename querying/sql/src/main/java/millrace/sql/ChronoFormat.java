package millrace.sql;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Writes instants by formats such as `%Y-%m-%d %H:%M:%S%.3f`. Source: the specifiers of chrono's `strftime`, which the
/// dialect's functions take. Times have no zone of their own, so offsets are those of UTC.
final class ChronoFormat {
  private final String format;
  private final LocalDateTime time;
  private final long nanos;
  private final StringBuilder text = new StringBuilder();

  private ChronoFormat(long nanos, String format) {
    this.format = format;
    this.nanos = nanos;
    this.time = Timestamps.utc(nanos);
  }

  /// @param nanos since the epoch
  /// @throws millrace.base.MillraceException for a specifier that there is not
  static String write(long nanos, String format) {
    ChronoFormat writer = new ChronoFormat(nanos, format);
    writer.write(ChronoSpecifier.expanded(format));
    return writer.text.toString();
  }

  private void write(String expanded) {
    for (int at = 0; at < expanded.length();) {
      if (expanded.charAt(at) != '%') {
        text.append(expanded.charAt(at++));
      } else {
        ChronoSpecifier specifier = ChronoSpecifier.at(expanded, at);
        write(specifier);
        at += specifier.length();
      }
    }
  }

  private void write(ChronoSpecifier specifier) {
    switch (specifier.letter()) {
      case 'Y' -> number(time.getYear(), 4, '0', specifier);
      case 'C' -> number(Math.floorDiv(time.getYear(), 100), 2, '0', specifier);
      case 'y' -> number(Math.floorMod(time.getYear(), 100), 2, '0', specifier);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 4, '0', specifier);
      case 'g' -> number(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0', specifier);
      case 'm' -> number(time.getMonthValue(), 2, '0', specifier);
      case 'b', 'h' -> text.append(name(time.getMonth().name()), 0, 3);
      case 'B' -> text.append(name(time.getMonth().name()));
      case 'd' -> number(time.getDayOfMonth(), 2, '0', specifier);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', specifier);
      case 'a' -> text.append(name(time.getDayOfWeek().name()), 0, 3);
      case 'A' -> text.append(name(time.getDayOfWeek().name()));
      case 'w' -> text.append(time.getDayOfWeek().getValue() % 7);
      case 'u' -> text.append(time.getDayOfWeek().getValue());
      case 'U' -> number(weekOf(DayOfWeek.SUNDAY), 2, '0', specifier);
      case 'W' -> number(weekOf(DayOfWeek.MONDAY), 2, '0', specifier);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', specifier);
      case 'j' -> number(time.getDayOfYear(), 3, '0', specifier);
      case 'H' -> number(time.getHour(), 2, '0', specifier);
      case 'k' -> number(time.getHour(), 2, ' ', specifier);
      case 'I' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0', specifier);
      case 'l' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ', specifier);
      case 'p' -> text.append(time.getHour() < 12 ? "AM" : "PM");
      case 'P' -> text.append(time.getHour() < 12 ? "am" : "pm");
      case 'M' -> number(time.getMinute(), 2, '0', specifier);
      case 'S' -> number(time.getSecond(), 2, '0', specifier);
      case 'f' -> fraction(specifier);
      case 's' -> text.append(Math.floorDiv(nanos, 1_000_000_000L));
      case '%' -> text.append('%');
      case 'Z' -> text.append("UTC");
      case 'z' -> text.append(specifier.colons() == 0 ? "+0000" : specifier.colons() == 1 ? "+00:00" : "+00:00:00");
      default -> throw SqlFailure.execution("unsupported specifier %" + specifier.letter() + " in format '" + format + "'");
    }
  }

  private void number(long value, int width, char padding, ChronoSpecifier specifier) {
    char padded = specifier.padding() == ChronoSpecifier.USUAL ? padding : specifier.padding();
    String digits = Long.toString(value);
    if (padded != ChronoSpecifier.NO_PADDING) {
      text.repeat(padded, Math.max(0, width - digits.length()));
    }
    text.append(digits);
  }

  private void fraction(ChronoSpecifier specifier) {
    String digits = Integer.toString(1_000_000_000 + time.getNano()).substring(1);
    int width = specifier.width();
    if (specifier.hasPoint() && width == 0) {
      int needed = time.getNano() % 1_000_000 == 0 ? 3 : time.getNano() % 1_000 == 0 ? 6 : 9;
      text.append(time.getNano() == 0 ? "" : "." + digits.substring(0, needed));
    } else {
      text.append(specifier.hasPoint() ? "." : "").append(digits, 0, width == 0 ? 9 : width);
    }
  }

  /// The week of the year, counted from its first such day.
  private int weekOf(DayOfWeek first) {
    int sinceFirst = Math.floorMod(time.getDayOfWeek().getValue() - first.getValue(), 7);
    return (time.getDayOfYear() - 1 - sinceFirst + 7) / 7;
  }

  /// `MONDAY` as `Monday`.
  private static String name(String constant) {
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
  }
}
