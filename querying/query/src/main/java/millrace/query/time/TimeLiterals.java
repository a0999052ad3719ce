package millrace.query.time;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.query.QueryException;

/// Reads the strings that stand for instants: `2000-01-01`, `2000-01-01 00:00:00[.f]`, `2000-01-01T00:00:00[.f]Z`.
public final class TimeLiterals {
  private static final Pattern DATE_SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern DATE_TIME_SHAPE = Pattern.compile("(?s)[0-9]{4}-[0-9]{2}-[0-9]{2}.+");
  private static final Pattern CIVIL =
      Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2}) (\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?");
  private static final Pattern RFC3339 =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})T(\\d{1,2}):(\\d{2}):(\\d{2})(?:[.,](\\d+))?(?:Z|([+-])(\\d{2}):(\\d{2}))");
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

  private TimeLiterals() {}

  /// Whether a string is to be read as a time, judged by its first characters only.
  public static boolean looksLikeTime(String text) {
    return DATE_SHAPE.matcher(text).matches() || DATE_TIME_SHAPE.matcher(text).matches();
  }

  /// The instant a string stands for, nanoseconds since the epoch; unbounded, since years 0 to 9999 do not all fit.
  ///
  /// @param zone where a text without a zone is read
  /// @throws QueryException `invalid timestamp string`
  public static BigInteger parse(String text, ZoneOffsets zone) {
    if (DATE_SHAPE.matcher(text).matches()) {
      text = text + " 00:00:00";
    }
    Matcher civil = CIVIL.matcher(text);
    if (civil.matches()) {
      return nanos(zone.toUtcSeconds(seconds(civil)), civil.group(7));
    }
    Matcher absolute = RFC3339.matcher(text);
    if (absolute.matches()) {
      return nanos(seconds(absolute) - offsetSeconds(absolute), absolute.group(7));
    }
    throw invalid();
  }

  private static long seconds(Matcher text) {
    try {
      return LocalDateTime.of(
              number(text, 1), number(text, 2), number(text, 3), number(text, 4), number(text, 5), number(text, 6))
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException outOfRange) {
      throw invalid();
    }
  }

  private static long offsetSeconds(Matcher text) {
    if (text.group(8) == null) {
      return 0;
    }
    long offset = number(text, 9) * 3600L + number(text, 10) * 60L;
    if (number(text, 9) > 24 || number(text, 10) > 60) {
      throw invalid();
    }
    return text.group(8).equals("-") ? -offset : offset;
  }

  private static int number(Matcher text, int group) {
    return Integer.parseInt(text.group(group));
  }

  private static BigInteger nanos(long seconds, String fraction) {
    String digits = fraction == null ? "0" : (fraction + "000000000").substring(0, 9);
    return BigInteger.valueOf(seconds).multiply(NANOS).add(new BigInteger(digits));
  }

  private static QueryException invalid() {
    return new QueryException("invalid timestamp string");
  }
}
