package millrace.influxql;

import java.util.Optional;

/// Where SELECT ... INTO writes. Empty database and policy mean the request's and the database's default.
///
/// @param measurement empty for `:MEASUREMENT`: each row goes to the measurement its source is named after
public record Target(String database, String policy, Optional<String> measurement) {
  /// Canonical text, without INTO.
  @Override
  public String toString() {
    return InfluxQlPrinter.print(this);
  }
}
