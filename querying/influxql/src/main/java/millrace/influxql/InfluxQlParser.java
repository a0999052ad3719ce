package millrace.influxql;

/// Reads InfluxQL.
public final class InfluxQlParser {
  private InfluxQlParser() {}

  /// Reads all statements of a text; one bad statement refuses the whole text.
  ///
  /// @param parameters values for `$name`
  /// @throws ParseException when the text is not InfluxQL
  public static Query parse(String text, Parameters parameters) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// Reads all statements of a text without bound parameters.
  ///
  /// @throws ParseException when the text is not InfluxQL
  public static Query parse(String text) {
    return parse(text, Parameters.NONE);
  }
}
