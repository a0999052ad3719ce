package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// One MessagePack document per chunk, cut where [V1ChunkedJson] cuts: memory is one chunk.
final class V1ChunkedMessagePack implements V1Sink {
  private final OutputStream target;
  private final Epoch epoch;
  private final int chunkRows;
  private final List<V1Message> messages = new ArrayList<>();
  private Optional<PackedSeries> open = Optional.empty();
  private int statementId;
  private boolean hasChunks;
  private boolean hasResults;

  V1ChunkedMessagePack(OutputStream target, Epoch epoch, int chunkRows) {
    this.target = target;
    this.epoch = epoch;
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
    open = Optional.of(new PackedSeries(series, epoch));
  }

  @Override
  public void rows(ResultRows rows) {
    PackedSeries current = open.orElseThrow();
    for (int row = 0; row < rows.size(); row++) {
      if (current.rowCount() == chunkRows && current.head().chunked()) {
        current.cut();
        endChunk();
        current = new PackedSeries(current.head(), epoch);
        open = Optional.of(current);
      }
      current.add(rows, row);
    }
  }

  @Override
  public void end() {
    if (open.isPresent() || !hasChunks) {
      send(messages, false);
    }
  }

  @Override
  public void failed(ErrorCode code, String message) {
    endChunk();
    hasResults = true;
    write(document(new MessagePack().map(1).text("error").text(message)));
  }

  @Override
  public void finish() {
    if (!hasResults) {
      write(new MessagePack().map(1).text("results").array(0));
    }
  }

  /// Ends a chunk that another one of the same statement follows.
  private void endChunk() {
    open.ifPresent(series -> send(List.of(), series.head().chunked()));
  }

  private void send(List<V1Message> told, boolean isPartial) {
    MessagePack result = new MessagePack();
    result.map(2 + (told.isEmpty() ? 0 : 1) + (isPartial ? 1 : 0)).text("statement_id").integer(statementId);
    V1MessagePack.append(told, result);
    result.text("series").array(open.isPresent() ? 1 : 0);
    open.ifPresent(series -> series.appendTo(result));
    if (isPartial) {
      result.text("partial").truth(true);
    }
    open = Optional.empty();
    hasChunks = true;
    write(document(result));
  }

  private static MessagePack document(MessagePack result) {
    return new MessagePack().map(1).text("results").array(1).append(result);
  }

  private void write(MessagePack document) {
    try {
      target.write(document.toBytes());
      target.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
