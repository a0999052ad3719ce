package millrace.influxql;

/// What stands in windows without rows.
public sealed interface Fill {
  /// The fills that have no value of their own. `NULL` is also what holds when nothing is written.
  enum Mode implements Fill {
    NULL,
    NONE,
    PREVIOUS,
    LINEAR
  }

  /// `fill(3)`.
  record IntegerValue(long value) implements Fill {}

  /// `fill(3.5)`.
  record FloatValue(double value) implements Fill {}
}
