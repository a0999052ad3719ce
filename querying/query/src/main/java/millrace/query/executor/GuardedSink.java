package millrace.query.executor;

import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// Passes everything on and marks what the sink itself throws, so that it is not taken for a failure of the statement.
final class GuardedSink implements ResultSink {
  private final ResultSink sink;

  GuardedSink(ResultSink sink) {
    this.sink = sink;
  }

  /// Something went wrong in the sink.
  static final class SinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RuntimeException original;

    SinkFailure(RuntimeException original) {
      super(original);
      this.original = original;
    }

    RuntimeException original() {
      return original;
    }
  }

  @Override
  public void begin(int statementId) {
    guarded(() -> sink.begin(statementId));
  }

  @Override
  public void message(String level, String text) {
    guarded(() -> sink.message(level, text));
  }

  @Override
  public void series(ResultSeries series) {
    guarded(() -> sink.series(series));
  }

  @Override
  public void rows(ResultRows rows) {
    guarded(() -> sink.rows(rows));
  }

  @Override
  public void end() {
    guarded(sink::end);
  }

  @Override
  public void failed(ErrorCode code, String message) {
    guarded(() -> sink.failed(code, message));
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException failure) {
      throw new SinkFailure(failure);
    }
  }
}
