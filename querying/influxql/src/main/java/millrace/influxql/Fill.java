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

  /// `fill(previous, 1h)`: the value before, as long as it is not older. Only in [Dialect#EXTENDED].
  ///
  /// @param mostNanos age of the oldest value that is carried on, above zero
  record PreviousFor(long mostNanos) implements Fill {}

  /// `fill(3)`.
  record IntegerValue(long value) implements Fill {}

  /// `fill(3.5)`.
  record FloatValue(double value) implements Fill {}
}
