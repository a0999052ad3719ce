package millrace.server.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.catalog.Deletion;
import millrace.server.http.HttpFault;

/// When the data of something deleted goes, as requests say it: `never`, `now`, `default` or a time.
final class HardDeletion {
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private HardDeletion() {}

  /// @param requested the `hard_delete_at` parameter; empty means `default`
  /// @param usual what `default` means
  static Deletion of(Optional<String> requested, Duration usual, long nowNanos) {
    OptionalLong at = switch (requested.orElse("default")) {
      case "never" -> OptionalLong.empty();
      case "now" -> OptionalLong.of(nowNanos);
      case "default", "" -> OptionalLong.of(nowNanos + usual.toNanos());
      default -> OptionalLong.of(Math.max(nowNanos, nanos(requested.orElseThrow())));
    };
    return new Deletion(nowNanos, at);
  }

  /// The name a deleted thing goes by: `name-20261120T080000`.
  static String nameAfter(String name, long nowNanos) {
    return name + "-" + SUFFIX.format(Instant.ofEpochSecond(0, nowNanos));
  }

  private static long nanos(String text) {
    try {
      Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeParseException | ArithmeticException wrong) {
      throw HttpFault.text(400, "Cannot parse the timestamp: " + text);
    }
  }
}
