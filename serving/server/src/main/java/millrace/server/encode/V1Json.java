package millrace.server.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// One JSON document with the results of all statements.
final class V1Json implements V1Document {
  private final ByteOutput out;
  private final V1Cells cells;
  private final List<V1Message> messages = new ArrayList<>();
  private boolean hasResults;
  private boolean hasSeries;
  private boolean hasValues;
  private boolean isCut;
  private boolean isResultCut;
  private Optional<ResultSeries> open = Optional.empty();

  V1Json(ByteOutput out, Epoch epoch) {
    this.out = out;
    this.cells = new V1Cells(out, epoch);
  }

  @Override
  public void begin(int statementId) {
    out.ascii(hasResults ? ",{\"statement_id\":" : "{\"results\":[{\"statement_id\":");
    out.decimal((long) statementId);
    hasResults = true;
    hasSeries = false;
    isResultCut = false;
    messages.clear();
  }

  @Override
  public void message(String level, String text) {
    messages.add(new V1Message(level, text));
  }

  @Override
  public void series(ResultSeries series) {
    if (open.map(series::isSameAs).orElse(false)) {
      return;
    }
    closeSeries();
    out.ascii(hasSeries ? "," : ",\"series\":[");
    V1JsonText.head(series, out);
    open = Optional.of(series);
    hasSeries = true;
    hasValues = false;
    isCut = false;
  }

  @Override
  public void rows(ResultRows rows, int from, int to) {
    CellWriter[] writers = cells.writers(rows.columns(), open.orElseThrow().zone());
    for (int row = from; row < to; row++) {
      if (hasValues) {
        out.put(',');
      } else {
        out.ascii(",\"values\":[");
        hasValues = true;
      }
      V1JsonText.row(writers, row, out);
    }
  }

  @Override
  public void cut() {
    isCut = true;
  }

  @Override
  public void cutResult() {
    isResultCut = true;
  }

  @Override
  public void end() {
    closeResult();
    out.ascii(isResultCut ? ",\"partial\":true}" : "}");
  }

  @Override
  public void failed(ErrorCode code, String message) {
    closeResult();
    out.ascii(",\"error\":");
    out.goJson(message);
    out.put('}');
  }

  @Override
  public void finish() {
    out.ascii(hasResults ? "]}\n" : "{}\n");
    out.drain();
  }

  private void closeResult() {
    closeSeries();
    if (hasSeries) {
      out.put(']');
    }
    V1JsonText.messages(messages, out);
  }

  private void closeSeries() {
    if (open.isPresent()) {
      out.ascii(hasValues ? "]" : "");
      out.ascii(isCut ? ",\"partial\":true}" : "}");
      open = Optional.empty();
    }
  }
}
