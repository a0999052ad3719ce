package millrace.server.encode;

import millrace.query.ResultSink;

/// Writes the answer of a `/query` request as its statements yield it.
public interface V1Sink extends ResultSink {
  /// Writes what ends the answer. Called once, after the last statement.
  void finish();
}
