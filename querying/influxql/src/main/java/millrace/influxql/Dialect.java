package millrace.influxql;

/// Which language a text is read as. What [#V1] accepts means the same in both.
public enum Dialect {
  /// InfluxQL of InfluxDB 1.x, its refusals to the letter.
  V1,
  /// With what 1.x refuses besides: `HAVING`, `ORDER BY` any column, `IN`, `IS NULL`, `fill(previous, 1h)`.
  EXTENDED
}
