package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// `/query` answers in MessagePack. The format wants counts before contents, so the answer is held until it is whole.
final class V1MessagePack implements V1Document {
  private final OutputStream target;
  private final Epoch epoch;
  private final List<MessagePack> results = new ArrayList<>();
  private final List<V1Message> messages = new ArrayList<>();
  private final List<PackedSeries> series = new ArrayList<>();
  private int statementId;
  private boolean isResultCut;

  V1MessagePack(OutputStream target, Epoch epoch) {
    this.target = target;
    this.epoch = epoch;
  }

  static void error(String message, OutputStream target) throws IOException {
    target.write(new MessagePack().map(1).text("error").text(message).toBytes());
  }

  @Override
  public void begin(int newStatementId) {
    statementId = newStatementId;
    isResultCut = false;
    messages.clear();
    series.clear();
  }

  @Override
  public void message(String level, String text) {
    messages.add(new V1Message(level, text));
  }

  @Override
  public void series(ResultSeries next) {
    if (series.isEmpty() || !series.getLast().head().isSameAs(next)) {
      series.add(new PackedSeries(next, epoch));
    }
  }

  @Override
  public void rows(ResultRows rows, int from, int to) {
    PackedSeries current = series.getLast();
    for (int row = from; row < to; row++) {
      current.add(rows, row);
    }
  }

  @Override
  public void cut() {
    series.getLast().cut();
  }

  @Override
  public void cutResult() {
    isResultCut = true;
  }

  @Override
  public void end() {
    MessagePack result = new MessagePack();
    result.map(2 + (messages.isEmpty() ? 0 : 1) + (isResultCut ? 1 : 0)).text("statement_id").integer(statementId);
    if (!messages.isEmpty()) {
      result.text("messages").array(messages.size());
      messages.forEach(m -> result.map(2).text("level").text(m.level()).text("text").text(m.text()));
    }
    result.text("series").array(series.size());
    series.forEach(one -> one.appendTo(result));
    if (isResultCut) {
      result.text("partial").truth(true);
    }
    results.add(result);
  }

  @Override
  public void failed(ErrorCode code, String message) {
    results.add(new MessagePack().map(1).text("error").text(message));
  }

  @Override
  public void finish() {
    try {
      target.write(new MessagePack().map(1).text("results").array(results.size()).toBytes());
      for (MessagePack result : results) {
        target.write(result.toBytes());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
