package millrace.server.encode;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// Ends an answer after so many rows of all its statements together, as `max-row-limit` of 1.x does: a series that has more
/// is marked as cut, and everything after it is left out. A result that has had a whole series is marked, too, when further
/// ones are left out; to know that, the rest of a series is waited for. Source: the InfluxQL specification, 5.4, and a server.
public final class RowLimit implements ResultSink {
  private final V1Sink sink;
  private long left;
  private Optional<ResultSeries> open = Optional.empty();
  private int seriesCount;
  private boolean isCut;

  /// Thrown out of the run whose rows have reached the limit. The answer only has to be finished.
  public static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Reached() {
      super("the limit of rows is reached", null, false, false);
    }
  }

  /// @param most rows, above zero
  public RowLimit(V1Sink sink, long most) {
    this.sink = sink;
    this.left = most;
  }

  @Override
  public void begin(int statementId) {
    if (left == 0) {
      throw new Reached();
    }
    open = Optional.empty();
    seriesCount = 0;
    sink.begin(statementId);
  }

  @Override
  public void message(String level, String text) {
    sink.message(level, text);
  }

  @Override
  public void series(ResultSeries series) {
    if (open.map(series::isSameAs).orElse(false)) {
      sink.series(series);
      return;
    }
    if (left == 0) {
      if (tellsWhatFollows()) {
        sink.cutResult();
      }
      stop();
    }
    open = Optional.of(series);
    seriesCount++;
    sink.series(series);
  }

  @Override
  public void rows(ResultRows rows) {
    if (rows.size() <= left) {
      left -= rows.size();
      sink.rows(rows);
      return;
    }
    if (left > 0) {
      sink.rows(new ResultRows((int) left, rows.columns()));
      left = 0;
    }
    if (!isCut) {
      sink.cut();
      isCut = true;
    }
    if (!tellsWhatFollows()) {
      stop();
    }
  }

  private boolean tellsWhatFollows() {
    return seriesCount > 1 && open.orElseThrow().chunked();
  }

  @Override
  public void end() {
    sink.end();
  }

  @Override
  public void failed(ErrorCode code, String message) {
    if (left == 0) {
      stop();
    }
    sink.failed(code, message);
  }

  private void stop() {
    sink.end();
    throw new Reached();
  }
}
