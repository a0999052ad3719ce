package millrace.query.select;

import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// A sink for statements that are planned and not run: there is nobody for their remarks.
record NoAnswer() implements ResultSink {
  @Override
  public void begin(int statementId) {
    // Nothing comes of it.
  }

  @Override
  public void message(String level, String text) {
    // Told again when the statement runs.
  }

  @Override
  public void series(ResultSeries series) {
    throw new IllegalStateException("a series of a statement that does not run");
  }

  @Override
  public void rows(ResultRows rows) {
    throw new IllegalStateException("rows of a statement that does not run");
  }

  @Override
  public void end() {
    // Nothing came.
  }

  @Override
  public void failed(ErrorCode code, String message) {
    throw new IllegalStateException("a statement that does not run failed: " + message);
  }
}
