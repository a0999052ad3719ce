package millrace.query.continuous;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// Takes the answer of one SELECT ... INTO: how many points it wrote, or why it failed.
final class WrittenCount implements ResultSink {
  private long points;
  private Optional<ErrorCode> failure = Optional.empty();
  private String message = "";

  long points() {
    return points;
  }

  Optional<ErrorCode> failure() {
    return failure;
  }

  String message() {
    return message;
  }

  @Override
  public void begin(int statementId) {}

  @Override
  public void message(String level, String text) {}

  @Override
  public void series(ResultSeries series) {}

  @Override
  public void rows(ResultRows rows) {
    points += (Long) rows.columns().get(1).value(0);
  }

  @Override
  public void end() {}

  @Override
  public void failed(ErrorCode code, String why) {
    failure = Optional.of(code);
    message = why;
  }
}
