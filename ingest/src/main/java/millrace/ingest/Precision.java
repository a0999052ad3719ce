package millrace.ingest;

import java.util.Locale;
import java.util.Optional;

/// The unit of the timestamps in a body.
public enum Precision {
  /// Judged line by line from the size of the number; V3 only.
  AUTO(1, "Auto"),
  NANOSECOND(1, "Nanosecond"),
  MICROSECOND(1_000, "Microsecond"),
  MILLISECOND(1_000_000, "Millisecond"),
  SECOND(1_000_000_000L, "Second"),
  MINUTE(60 * 1_000_000_000L, "Minute"),
  HOUR(3_600 * 1_000_000_000L, "Hour");

  private static final long BILLION = 1_000_000_000L;

  private final long nanos;
  private final String word;

  Precision(long nanos, String word) {
    this.nanos = nanos;
    this.word = word;
  }

  /// The spelling of a v2 or v3 request: a letter or a long name, such as `ms` and `millisecond`; empty if unknown.
  /// `m` and `h`, minutes and hours, are known although InfluxDB 3 refuses them.
  public static Optional<Precision> of(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> Optional.of(AUTO);
      case "n", "ns", "nanosecond", "nanoseconds" -> Optional.of(NANOSECOND);
      case "u", "us", "µ", "µs", "microsecond", "microseconds" -> Optional.of(MICROSECOND);
      case "ms", "millisecond", "milliseconds" -> Optional.of(MILLISECOND);
      case "s", "second", "seconds" -> Optional.of(SECOND);
      case "m", "minute", "minutes" -> Optional.of(MINUTE);
      case "h", "hour", "hours" -> Optional.of(HOUR);
      default -> Optional.empty();
    };
  }

  /// The spelling of a v1 request, where every unknown word, `µ` and `d` among them, means nanoseconds.
  public static Precision ofV1(String text) {
    if (text.equals("µ") || text.equals("auto")) {
      return NANOSECOND;
    }
    return of(text).orElse(NANOSECOND);
  }

  /// Nanoseconds in one unit; 1 for [#AUTO].
  long nanos() {
    return nanos;
  }

  /// The unit as error messages name it.
  String word() {
    return word;
  }

  /// The unit of one timestamp: itself, or for [#AUTO] the one that puts the number nearest to our time.
  Precision resolve(long timestamp) {
    if (this != AUTO) {
      return this;
    }
    // Divided first, since the smallest long has no positive twin.
    long magnitude = Math.abs(timestamp / BILLION);
    if (magnitude < 5) {
      return SECOND;
    }
    if (magnitude < 5_000) {
      return MILLISECOND;
    }
    return magnitude < 5_000_000 ? MICROSECOND : NANOSECOND;
  }

  /// An instant cut down to a whole unit, as rows without a timestamp get it.
  long truncate(long timeNanos) {
    return Math.floorDiv(timeNanos, nanos) * nanos;
  }
}
