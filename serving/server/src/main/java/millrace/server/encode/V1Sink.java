package millrace.server.encode;

import millrace.query.ResultSink;

/// Writes the answer of a `/query` request as its statements yield it.
public interface V1Sink extends ResultSink {
  /// Rows of the current series are missing, and none will follow. Formats that have no place for that leave it out.
  default void cut() {}

  /// Series of the current result are missing, and none will follow.
  default void cutResult() {}

  /// Writes what ends the answer. Called once, after the last statement.
  void finish();
}
