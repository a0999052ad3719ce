package millrace.server.endpoint;

/// What the product calls itself.
///
/// @param product name that clients look for
/// @param version at least 3.10, since clients choose features by it
/// @param build first word of the `X-Influxdb-Build` header
/// @param revision short hash of the sources
public record ProductVersion(String product, String version, String build, String revision) {
  /// This version.
  public static final ProductVersion CURRENT = new ProductVersion("InfluxDB 3 Core", "3.11.0", "Core", "millrace");
}
