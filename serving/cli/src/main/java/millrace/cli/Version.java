package millrace.cli;

/// What the program says it is. Documents tell the product by the words `InfluxDB 3 Core`, and clients want 3.10 or
/// newer.
final class Version {
  static final String NUMBER = "3.11.0";

  private Version() {}

  static String line() {
    return "influxdb3 InfluxDB 3 Core, " + NUMBER + ", revision millrace";
  }
}
