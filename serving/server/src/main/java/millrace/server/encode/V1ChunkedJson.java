package millrace.server.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// One JSON document per chunk: a run of rows of one series. A chunk is ended only when it is known what follows, since
/// it says so itself.
final class V1ChunkedJson implements V1Sink {
  private final ByteOutput out;
  private final V1Cells cells;
  private final int chunkRows;
  private final List<V1Message> messages = new ArrayList<>();
  private int statementId;
  private boolean hasChunks;
  private boolean hasResults;
  private Optional<ResultSeries> open = Optional.empty();
  private int rowsInChunk;

  V1ChunkedJson(ByteOutput out, Epoch epoch, int chunkRows) {
    this.out = out;
    this.cells = new V1Cells(out, epoch);
    this.chunkRows = chunkRows;
  }

  @Override
  public void begin(int newStatementId) {
    statementId = newStatementId;
    hasResults = true;
    hasChunks = false;
    messages.clear();
  }

  @Override
  public void message(String level, String text) {
    messages.add(new V1Message(level, text));
  }

  @Override
  public void series(ResultSeries series) {
    endChunk(false);
    beginChunk(series);
  }

  @Override
  public void rows(ResultRows rows) {
    ResultSeries series = open.orElseThrow();
    CellWriter[] writers = cells.writers(rows.columns(), series.zone());
    for (int row = 0; row < rows.size(); row++) {
      if (rowsInChunk == chunkRows && series.chunked()) {
        endChunk(true);
        beginChunk(series);
      }
      if (rowsInChunk++ > 0) {
        out.put(',');
      } else {
        out.ascii(",\"values\":[");
      }
      V1JsonText.row(writers, row, out);
    }
  }

  @Override
  public void end() {
    if (open.isPresent()) {
      closeSeries();
      out.put(']');
      endDocument();
    } else if (!hasChunks) {
      beginDocument();
      endDocument();
    }
  }

  @Override
  public void failed(ErrorCode code, String message) {
    endChunk(false);
    beginDocument();
    V1JsonText.messages(messages, out);
    out.ascii(",\"error\":");
    out.goJson(message);
    out.ascii("}]}\n");
    out.flush();
  }

  @Override
  public void finish() {
    if (!hasResults) {
      out.ascii("{}\n");
    }
    out.drain();
  }

  private void beginChunk(ResultSeries series) {
    beginDocument();
    out.ascii(",\"series\":[");
    V1JsonText.head(series, out);
    open = Optional.of(series);
    rowsInChunk = 0;
  }

  /// Ends a chunk that another one of the same statement follows.
  private void endChunk(boolean seriesGoesOn) {
    if (open.isEmpty()) {
      return;
    }
    boolean isChunked = open.get().chunked();
    if (seriesGoesOn) {
      out.ascii("],\"partial\":true}");
      open = Optional.empty();
    } else {
      closeSeries();
    }
    out.ascii(isChunked ? "],\"partial\":true}]}\n" : "]}]}\n");
    out.flush();
  }

  private void closeSeries() {
    out.ascii(rowsInChunk > 0 ? "]}" : "}");
    open = Optional.empty();
  }

  private void beginDocument() {
    out.ascii("{\"results\":[{\"statement_id\":");
    out.decimal((long) statementId);
    hasChunks = true;
  }

  private void endDocument() {
    V1JsonText.messages(messages, out);
    out.ascii("}]}\n");
    out.flush();
  }
}
