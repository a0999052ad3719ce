package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// An answer in chunks: a document of its own for each run of rows of one series, sent when it is whole. A chunk is ended
/// only when it is known what follows, since it says so itself; remarks go with the last of a statement.
final class V1Chunks implements V1Sink {
  private final Supplier<V1Document> documents;
  private final OutputStream target;
  private final int chunkRows;
  private final List<V1Message> messages = new ArrayList<>();
  private int statementId;
  private boolean hasResults;
  private boolean hasChunks;
  private Optional<Chunk> open = Optional.empty();
  private int rowsInChunk;

  /// The chunk that is being written.
  private record Chunk(V1Document document, ResultSeries series) {}

  /// @param documents begins the next document
  /// @param target where documents go, told when one is whole
  V1Chunks(Supplier<V1Document> documents, OutputStream target, int chunkRows) {
    this.documents = documents;
    this.target = target;
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
    endChunk();
    beginChunk(series);
  }

  @Override
  public void rows(ResultRows rows) {
    int from = 0;
    while (from < rows.size()) {
      Chunk chunk = open.orElseThrow();
      if (rowsInChunk == chunkRows && chunk.series.chunked()) {
        chunk.document.cut();
        endChunk();
        beginChunk(chunk.series);
        continue;
      }
      int left = rows.size() - from;
      int taken = chunk.series.chunked() ? Math.min(left, chunkRows - rowsInChunk) : left;
      chunk.document.rows(rows, from, from + taken);
      rowsInChunk += taken;
      from += taken;
    }
  }

  @Override
  public void end() {
    if (open.isEmpty() && hasChunks) {
      return;
    }
    V1Document last = open.map(Chunk::document).orElseGet(this::begun);
    open = Optional.empty();
    tell(last);
    last.end();
    send(last);
  }

  @Override
  public void failed(ErrorCode code, String message) {
    endChunk();
    V1Document last = begun();
    tell(last);
    last.failed(code, message);
    send(last);
  }

  @Override
  public void finish() {
    if (!hasResults) {
      documents.get().finish();
    }
  }

  private void beginChunk(ResultSeries series) {
    V1Document document = begun();
    document.series(series);
    open = Optional.of(new Chunk(document, series));
    rowsInChunk = 0;
  }

  private V1Document begun() {
    V1Document document = documents.get();
    document.begin(statementId);
    return document;
  }

  private void tell(V1Document document) {
    messages.forEach(message -> document.message(message.level(), message.text()));
  }

  /// Ends a chunk that another one of the same statement follows.
  private void endChunk() {
    open.ifPresent(chunk -> {
      if (chunk.series.chunked()) {
        chunk.document.cutResult();
      }
      chunk.document.end();
      send(chunk.document);
    });
    open = Optional.empty();
  }

  private void send(V1Document document) {
    hasChunks = true;
    document.finish();
    try {
      target.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
