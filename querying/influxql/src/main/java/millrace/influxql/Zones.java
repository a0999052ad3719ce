package millrace.influxql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.Optional;

/// The names `tz()` knows: those of the tz database, exactly as written there, and a few of its own.
final class Zones {
  /// Names of the tz database that Java leaves out.
  private static final Map<String, String> MISSING =
      Map.of("EST", "Etc/GMT+5", "MST", "Etc/GMT+7", "HST", "Etc/GMT+10");

  private Zones() {}

  /// The zone of a name. Empty and `UTC` are UTC, `Local` is the server's.
  static Optional<ZoneId> find(String name) {
    return switch (name) {
      case "", "UTC" -> Optional.of(ZoneOffset.UTC);
      case "Local" -> Optional.of(ZoneId.systemDefault());
      default -> {
        String known = MISSING.getOrDefault(name, name);
        boolean exists = ZoneRulesProvider.getAvailableZoneIds().contains(known);
        yield exists ? Optional.of(ZoneId.of(known)) : Optional.empty();
      }
    };
  }

  /// A name that finds the zone again.
  static String name(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }
}
