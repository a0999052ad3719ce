package millrace.query.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// An answer as text: a line per series, such as `cpu{host=a} key,value`, and one per row, such as `  host | a`.
final class AnswerText implements ResultSink {
  private final List<String> lines = new ArrayList<>();
  private final List<Boolean> chunked = new ArrayList<>();

  @Override
  public void begin(int statementId) {}

  @Override
  public void message(String level, String text) {
    lines.add(level + ": " + text);
  }

  @Override
  public void series(ResultSeries series) {
    String tags = series.tags().isEmpty() ? "" : series.tags().toString();
    chunked.add(series.chunked());
    lines.add((series.name() + tags + " " + String.join(",", series.columns())).strip());
  }

  @Override
  public void rows(ResultRows rows) {
    for (int row = 0; row < rows.size(); row++) {
      int at = row;
      lines.add(rows.columns().stream()
          .map(column -> String.valueOf(column.value(at)))
          .collect(Collectors.joining(" | ", "  ", "")));
    }
  }

  @Override
  public void end() {}

  @Override
  public void failed(ErrorCode code, String message) {
    lines.add("error: " + message);
  }

  /// Whether every series may be cut for clients that ask for chunks.
  boolean isChunked() {
    return !chunked.contains(false);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
