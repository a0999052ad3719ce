package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// `/query` answers in MessagePack. The format wants counts before contents, so the answer is held until it is whole.
final class V1MessagePack implements V1Sink {
  private final OutputStream target;
  private final Epoch epoch;
  private final List<MessagePack> results = new ArrayList<>();
  private final List<V1Message> messages = new ArrayList<>();
  private final List<Pending> series = new ArrayList<>();
  private int statementId;
  private boolean isResultCut;

  /// A series whose rows are still coming.
  private static final class Pending {
    private final ResultSeries head;
    private final MessagePack rows = new MessagePack();
    private int rowCount;
    private boolean isCut;

    Pending(ResultSeries head) {
      this.head = head;
    }
  }

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
    if (series.isEmpty() || !series.getLast().head.isSameAs(next)) {
      series.add(new Pending(next));
    }
  }

  @Override
  public void rows(ResultRows rows) {
    Pending current = series.getLast();
    for (int row = 0; row < rows.size(); row++) {
      current.rows.array(rows.columns().size());
      for (int i = 0; i < rows.columns().size(); i++) {
        cell(Optional.ofNullable(rows.columns().get(i).value(row)), current.rows);
      }
      current.rowCount++;
    }
  }

  @Override
  public void cut() {
    series.getLast().isCut = true;
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
    series.forEach(pending -> append(pending, result));
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

  private static void append(Pending pending, MessagePack to) {
    ResultSeries head = pending.head;
    to.map(2 + (head.name().isEmpty() ? 0 : 1) + (head.tags().isEmpty() ? 0 : 1) + (pending.isCut ? 1 : 0));
    if (!head.name().isEmpty()) {
      to.text("name").text(head.name());
    }
    if (!head.tags().isEmpty()) {
      to.text("tags").map(head.tags().size());
      head.tags().forEach((key, value) -> to.text(key).text(value));
    }
    to.text("columns").array(head.columns().size());
    head.columns().forEach(to::text);
    to.text("values").array(pending.rowCount).append(pending.rows);
    if (pending.isCut) {
      to.text("partial").truth(true);
    }
  }

  private void cell(Optional<Object> value, MessagePack to) {
    switch (value.orElse(Void.class)) {
      case Double number -> to.number(number);
      case Long number -> to.integer(number);
      case Integer number -> to.integer(number);
      case BigInteger number -> to.unsigned(number);
      case Boolean truth -> to.truth(truth);
      case String text -> to.text(text);
      case Instant instant -> time(instant.getEpochSecond() * 1_000_000_000L + instant.getNano(), to);
      case List<?> items -> {
        to.array(items.size());
        items.forEach(item -> cell(Optional.ofNullable(item), to));
      }
      default -> to.nil();
    }
  }

  private void time(long nanos, MessagePack to) {
    if (epoch == Epoch.TEXT) {
      to.time(nanos);
    } else {
      to.integer(epoch.units(nanos));
    }
  }
}
