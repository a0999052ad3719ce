package millrace.influxql;

/// The value of one bound parameter. It stands where a token of its kind could stand.
public sealed interface Parameter {
  /// An identifier.
  record Name(String name) implements Parameter {}

  /// A regular expression.
  ///
  /// @param pattern RE2, without slashes
  record Pattern(String pattern) implements Parameter {}

  record Text(String value) implements Parameter {}

  record Float(double value) implements Parameter {}

  record Integer(long value) implements Parameter {}

  record Bool(boolean value) implements Parameter {}

  record Duration(long nanos) implements Parameter {}

  /// A duration as it was written, which may be none; read where it stands.
  record WrittenDuration(String text) implements Parameter {}

  /// A value that cannot be bound. Using it fails.
  ///
  /// @param message why
  record Unusable(String message) implements Parameter {}
}
