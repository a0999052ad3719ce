package millrace.sql;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// A query to run.
///
/// @param database what it sees: `db` or `db/rp`
/// @param parameters values of `$name`: `Boolean`, `Long`, `BigInteger` below 2^64, `Double`, `String`; `null` is NULL; further ones are ignored
/// @param nowNanos what `now()` means throughout the query
public record SqlRequest(String database, String text, Map<String, Object> parameters, long nowNanos) {
  public SqlRequest {
    parameters = Collections.unmodifiableMap(new HashMap<>(parameters));
  }
}
