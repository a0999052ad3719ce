package millrace.ingest;

import static millrace.base.Checks.require;

import java.util.Objects;
import millrace.catalog.DatabaseName;

/// How a body is to be read and where its rows go.
///
/// @param target database and policy; V3 creates what is missing with the first accepted line, V1 does not
/// @param precision unit of the timestamps; [Precision#AUTO] for V3 only
/// @param acceptPartial whether good lines count when others are refused; V1 always does
public record ReadRequest(DatabaseName target, Dialect dialect, Precision precision, boolean acceptPartial) {
  public ReadRequest {
    Objects.requireNonNull(target);
    require(dialect == Dialect.V3 || precision != Precision.AUTO, "automatic precision is a matter of v3");
  }

  /// A v3 write with the defaults of `/api/v3/write_lp`.
  public static ReadRequest v3(DatabaseName target) {
    return new ReadRequest(target, Dialect.V3, Precision.AUTO, true);
  }

  /// A v1 write.
  public static ReadRequest v1(DatabaseName target, Precision precision) {
    return new ReadRequest(target, Dialect.V1, precision, true);
  }
}
