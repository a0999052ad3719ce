package millrace.query;

import millrace.base.ErrorCode;

/// Takes what a run of statements yields, as it is found. Calls come from one thread in this order:
///
/// ```
/// ( begin  ( message | series rows* )*  ( end | failed ) )*
/// ```
///
/// Two consecutive `series` calls of one statement with equal name and tags are the same series; a reader that wants
/// it whole appends. An implementation may block to slow the query down and may throw to stop it.
public interface ResultSink {
  /// A statement starts.
  ///
  /// @param statementId position in the request, from 0
  void begin(int statementId);

  /// A remark that goes with the answer.
  ///
  /// @param level such as `warning`
  void message(String level, String text);

  /// Another series starts. A series may have no rows.
  void series(ResultSeries series);

  /// More rows of the series announced last, at least one. The batch is reused after the call returns.
  void rows(ResultRows rows);

  /// The current statement is done.
  void end();

  /// The current statement failed, maybe after some rows.
  void failed(ErrorCode code, String message);
}
