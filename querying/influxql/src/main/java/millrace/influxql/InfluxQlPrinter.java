package millrace.influxql;

/// Writes syntax trees as canonical InfluxQL.
public final class InfluxQlPrinter {
  private InfluxQlPrinter() {}

  public static String print(Query query) {
    throw new UnsupportedOperationException("not written yet");
  }

  public static String print(Statement statement) {
    throw new UnsupportedOperationException("not written yet");
  }

  public static String print(Expression expression) {
    throw new UnsupportedOperationException("not written yet");
  }

  public static String print(Source source) {
    throw new UnsupportedOperationException("not written yet");
  }

  static String print(Target target) {
    throw new UnsupportedOperationException("not written yet");
  }

  static String print(Field field) {
    throw new UnsupportedOperationException("not written yet");
  }
}
