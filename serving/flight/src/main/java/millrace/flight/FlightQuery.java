package millrace.flight;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// A query that came by Flight.
///
/// @param database `db` or `db/rp`
/// @param parameters values of `$name`: `Boolean`, `Long`, `Double`, `String` or `null`
/// @param command the Flight SQL command it came in; empty for a client library's ticket
public record FlightQuery(
    String database, Language language, String text, Map<String, Object> parameters, String command) {
  /// What a query is written in.
  public enum Language {
    SQL,
    INFLUXQL
  }

  public FlightQuery {
    parameters = Collections.unmodifiableMap(new HashMap<>(parameters));
  }
}
