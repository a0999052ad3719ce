package millrace.query;

import java.util.stream.Collectors;
import millrace.base.ErrorCode;

/// Writes down what it is told, one line per row.
final class TextSink implements ResultSink {
  private final StringBuilder text = new StringBuilder();
  private ResultSeries series;

  String text() {
    return text.toString();
  }

  @Override
  public void begin(int statementId) {
    series = null;
    if (statementId > 0) {
      text.append(";\n");
    }
  }

  @Override
  public void message(String level, String message) {
    text.append(level).append(": ").append(message).append('\n');
  }

  @Override
  public void series(ResultSeries next) {
    if (series != null && series.isSameAs(next)) {
      return;
    }
    series = next;
    String tags =
        next.tags().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    text.append(next.name()).append(tags.isEmpty() ? "" : "{" + tags + "}");
    next.columns().forEach(column -> text.append(' ').append(column));
    text.append('\n');
  }

  @Override
  public void rows(ResultRows rows) {
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < rows.columns().size(); i++) {
        text.append(i == 0 ? "" : " ").append(cell(rows.columns().get(i), row));
      }
      text.append('\n');
    }
  }

  private String cell(ResultColumn column, int row) {
    if (column instanceof ResultColumn.Times times) {
      return Long.toString(times.nanos()[row]);
    }
    Object value = column.value(row);
    return value instanceof String string ? "'" + string + "'" : String.valueOf(value);
  }

  @Override
  public void end() {}

  @Override
  public void failed(ErrorCode code, String message) {
    text.append("error: ").append(message).append('\n');
  }
}
