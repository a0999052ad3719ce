package millrace.server.naive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// The engine's answer in the shape of [NaiveEvaluator#answer].
final class CollectedAnswer implements ResultSink {
  final Map<List<String>, List<List<Object>>> series = new LinkedHashMap<>();
  private List<List<Object>> rows;

  @Override
  public void begin(int statementId) {}

  @Override
  public void message(String level, String text) {
    throw new AssertionError(text);
  }

  @Override
  public void series(ResultSeries next) {
    rows = series.computeIfAbsent(List.copyOf(next.tags().values()), k -> new ArrayList<>());
  }

  @Override
  public void rows(ResultRows batch) {
    for (int row = 0; row < batch.size(); row++) {
      List<Object> cells = new ArrayList<>();
      for (ResultColumn column : batch.columns()) {
        cells.add(column instanceof ResultColumn.Times times ? (Object) times.nanos()[row] : column.value(row));
      }
      rows.add(cells);
    }
  }

  @Override
  public void end() {}

  @Override
  public void failed(ErrorCode code, String message) {
    throw new AssertionError(message);
  }
}
