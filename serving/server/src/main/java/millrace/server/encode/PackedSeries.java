package millrace.server.encode;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// A series of a `/query` answer in MessagePack, whose rows are still coming.
final class PackedSeries {
  private final ResultSeries head;
  private final Epoch epoch;
  private final MessagePack rows = new MessagePack();
  private int rowCount;
  private boolean isCut;

  PackedSeries(ResultSeries head, Epoch epoch) {
    this.head = head;
    this.epoch = epoch;
  }

  ResultSeries head() {
    return head;
  }

  void add(ResultRows from, int row) {
    rows.array(from.columns().size());
    for (int i = 0; i < from.columns().size(); i++) {
      cell(Optional.ofNullable(from.columns().get(i).value(row)));
    }
    rowCount++;
  }

  /// More rows belong to it than are here.
  void cut() {
    isCut = true;
  }

  void appendTo(MessagePack to) {
    to.map(2 + (head.name().isEmpty() ? 0 : 1) + (head.tags().isEmpty() ? 0 : 1) + (isCut ? 1 : 0));
    if (!head.name().isEmpty()) {
      to.text("name").text(head.name());
    }
    if (!head.tags().isEmpty()) {
      to.text("tags").map(head.tags().size());
      head.tags().forEach((key, value) -> to.text(key).text(value));
    }
    to.text("columns").array(head.columns().size());
    head.columns().forEach(to::text);
    to.text("values").array(rowCount).append(rows);
    if (isCut) {
      to.text("partial").truth(true);
    }
  }

  private void cell(Optional<Object> value) {
    switch (value.orElse(Void.class)) {
      case Double number -> rows.number(number);
      case Long number -> rows.integer(number);
      case Integer number -> rows.integer(number);
      case BigInteger number -> rows.unsigned(number);
      case Boolean truth -> rows.truth(truth);
      case String text -> rows.text(text);
      case Instant instant -> time(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
      case List<?> items -> {
        rows.array(items.size());
        items.forEach(item -> cell(Optional.ofNullable(item)));
      }
      default -> rows.nil();
    }
  }

  private void time(long nanos) {
    if (epoch == Epoch.TEXT) {
      rows.time(nanos);
    } else {
      rows.integer(epoch.units(nanos));
    }
  }
}
