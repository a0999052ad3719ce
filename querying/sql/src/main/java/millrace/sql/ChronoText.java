package millrace.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.base.MillraceException;

/// Reads instants by formats, the other way round of [ChronoFormat]. A format without a time of day means midnight, one
/// without an offset UTC.
final class ChronoText {
  /// What parts the formats of one call.
  static final char SEPARATOR = '\uE002';

  private static final List<String> MONTHS =
      Stream.of(Month.values()).map(month -> month.name().toLowerCase(Locale.ROOT)).toList();

  private final String text;
  private int at;
  private long year = 1970;
  private int month = 1;
  private int day = 1;
  private int dayOfYear;
  private int hour;
  private int afternoonHours;
  private boolean isTwelveHours;
  private int minute;
  private int second;
  private int nano;
  private long offsetSeconds;
  private Optional<Long> epochSeconds = Optional.empty();

  private ChronoText(String text) {
    this.text = text;
  }

  /// Nanoseconds since the epoch, by the first of the formats that fits.
  ///
  /// @param formats parted by [#SEPARATOR]
  /// @throws millrace.base.MillraceException when none fits
  static long read(String text, String formats) {
    for (String format : formats.split(String.valueOf(SEPARATOR), -1)) {
      Optional<Long> nanos = tried(text, format);
      if (nanos.isPresent()) {
        return nanos.get();
      }
    }
    throw SqlFailure.execution("Error parsing timestamp from '" + text + "' using format '"
        + formats.substring(formats.lastIndexOf(SEPARATOR) + 1) + "'");
  }

  private static Optional<Long> tried(String text, String format) {
    ChronoText reader = new ChronoText(text);
    try {
      return reader.matches(ChronoSpecifier.expanded(format)) ? Optional.of(reader.nanos()) : Optional.empty();
    } catch (DateTimeException | ArithmeticException | MillraceException notATime) {
      return Optional.empty();
    }
  }

  private long nanos() {
    if (epochSeconds.isPresent()) {
      return Math.addExact(Math.multiplyExact(epochSeconds.get(), 1_000_000_000L), nano);
    }
    LocalDate date = dayOfYear > 0
        ? LocalDate.ofYearDay(Math.toIntExact(year), dayOfYear)
        : LocalDate.of(Math.toIntExact(year), month, day);
    int hours = isTwelveHours ? hour % 12 + afternoonHours : hour;
    long seconds = date.atTime(hours, minute, second).toEpochSecond(ZoneOffset.UTC) - offsetSeconds;
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nano);
  }

  /// Whether the whole text follows the format.
  private boolean matches(String format) {
    int next = 0;
    while (next < format.length()) {
      char c = format.charAt(next);
      if (c == '%') {
        ChronoSpecifier specifier = ChronoSpecifier.at(format, next);
        next += specifier.length();
        if (!read(specifier)) {
          return false;
        }
      } else if (Character.isWhitespace(c)) {
        skipBlanks();
        next++;
      } else {
        if (at >= text.length() || text.charAt(at) != c) {
          return false;
        }
        at++;
        next++;
      }
    }
    return at == text.length();
  }

  private boolean read(ChronoSpecifier specifier) {
    return switch (specifier.letter()) {
      case 'Y' -> signed(4).map(value -> year = value).isPresent();
      case 'y' -> number(2).map(value -> year = value + (value < 70 ? 2000 : 1900)).isPresent();
      case 'm' -> number(2).map(value -> month = value).isPresent();
      case 'd', 'e' -> number(2).map(value -> day = value).isPresent();
      case 'j' -> number(3).map(value -> dayOfYear = value).isPresent();
      case 'b', 'B', 'h' -> monthName();
      case 'a', 'A' -> word().isPresent();
      case 'H', 'k' -> number(2).map(value -> hour = value).isPresent();
      case 'I', 'l' -> number(2).map(value -> hour = value).isPresent() && twelveHours();
      case 'p', 'P' -> word().map(this::halfOfDay).orElse(false);
      case 'M' -> number(2).map(value -> minute = value).isPresent();
      case 'S' -> number(2).map(value -> second = Math.min(value, 59)).isPresent();
      case 'f' -> fraction(specifier.hasPoint());
      case 's' -> signed(18).map(value -> epochSeconds = Optional.of(value)).isPresent();
      case 'z' -> offset();
      case 'Z' -> word().isPresent();
      case '%' -> at < text.length() && text.charAt(at++) == '%';
      // A format that means nothing fits nothing.
      default -> false;
    };
  }

  private boolean twelveHours() {
    isTwelveHours = true;
    return hour >= 1 && hour <= 12;
  }

  private boolean halfOfDay(String word) {
    afternoonHours = word.equalsIgnoreCase("pm") ? 12 : 0;
    return word.equalsIgnoreCase("am") || word.equalsIgnoreCase("pm");
  }

  private boolean monthName() {
    String name = word().orElse("").toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      if (name.equals(MONTHS.get(i)) || name.equals(MONTHS.get(i).substring(0, 3))) {
        month = i + 1;
        return true;
      }
    }
    return false;
  }

  private Optional<String> word() {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return at == start ? Optional.empty() : Optional.of(text.substring(start, at));
  }

  private Optional<Long> signed(int mostDigits) {
    boolean isNegative = at < text.length() && text.charAt(at) == '-';
    boolean isSigned = isNegative || at < text.length() && text.charAt(at) == '+';
    at += isSigned ? 1 : 0;
    return digits(mostDigits).map(value -> isNegative ? -Long.parseLong(value) : Long.parseLong(value));
  }

  private Optional<Integer> number(int mostDigits) {
    skipBlanks();
    return digits(mostDigits).map(Integer::valueOf);
  }

  private Optional<String> digits(int most) {
    int start = at;
    while (at < text.length() && at - start < most && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at == start ? Optional.empty() : Optional.of(text.substring(start, at));
  }

  /// With a point it may be left out altogether.
  private boolean fraction(boolean hasPoint) {
    if (hasPoint) {
      if (at >= text.length() || text.charAt(at) != '.') {
        return true;
      }
      at++;
    }
    return digits(9).map(value -> nano = Integer.parseInt((value + "00000000").substring(0, 9))).isPresent();
  }

  /// `Z`, `+01`, `+0130`, `+01:30`.
  private boolean offset() {
    if (at < text.length() && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      at++;
      return true;
    }
    if (at >= text.length() || text.charAt(at) != '+' && text.charAt(at) != '-') {
      return false;
    }
    int sign = text.charAt(at++) == '-' ? -1 : 1;
    Optional<Integer> hours = digits(2).map(Integer::valueOf);
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
    }
    int minutes = digits(2).map(Integer::valueOf).orElse(0);
    offsetSeconds = sign * (hours.orElse(0) * 3600L + minutes * 60L);
    return hours.isPresent();
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
