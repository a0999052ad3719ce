package millrace.plugins;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.TableBatch;
import millrace.wal.SealedInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of one trigger's events: reads those that wait in the log, remembers which are over, and keeps those
/// that are given up.
///
/// With delivery at least once an event is over when it has succeeded or is kept as a dead letter, and its place is
/// durable before the next one runs: after a crash only the one that was interrupted comes again. Without, nothing is
/// remembered, and only what was tried again in vain becomes a dead letter.
///
/// Threads: any; all methods but [#isAtLeastOnce] block on the store.
final class Delivery {
  /// What the catalog calls delivery at least once.
  static final String AT_LEAST_ONCE = "at-least-once";

  /// What the catalog calls delivery of the newest data.
  static final String NEWEST = "newest";

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Trigger trigger;
  private final TriggerJournal journal;
  private final EngineData data;
  private final Clock clock;
  private final Optional<DeliveryCursor> cursor;
  private final Function<SealedInterval, List<TableBatch>> rows;

  /// @param cursor present for delivery at least once
  /// @param rows picks what the trigger wants of a segment
  Delivery(
      Trigger trigger,
      TriggerJournal journal,
      EngineData data,
      Clock clock,
      Optional<DeliveryCursor> cursor,
      Function<SealedInterval, List<TableBatch>> rows) {
    this.trigger = trigger;
    this.journal = journal;
    this.data = data;
    this.clock = clock;
    this.cursor = cursor;
    this.rows = rows;
  }

  boolean isAtLeastOnce() {
    return cursor.isPresent();
  }

  /// Segments that were removed from the log before their turn came.
  long givenUp() {
    return cursor.map(DeliveryCursor::givenUp).orElse(0L);
  }

  /// Events of this trigger that were given up and are kept.
  int deadLetters() {
    return data.deadLetters().of(trigger.id()).size();
  }

  /// The event at a place.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE when the log cannot be read now
  Found find(Due due) {
    return switch (due) {
      case TriggerEvent event -> new Found.Event(event);
      case Due.InLog(long sequence) -> read(sequence);
    };
  }

  /// What is at a place.
  sealed interface Found {
    record Event(TriggerEvent event) implements Found {}

    /// Nothing for this trigger.
    record Nothing() implements Found {}

    /// The log begins only later.
    record Gone(long first) implements Found {}
  }

  /// An event, or a place without one, needs no more care. A position that cannot be stored is stored with the next one.
  void over(Due due) {
    OptionalLong sequence = sequence(due);
    if (cursor.isEmpty() || sequence.isEmpty()) {
      return;
    }
    cursor.get().finish(sequence.getAsLong());
    if (due instanceof TriggerEvent) {
      try {
        data.positions().save(trigger.id());
      } catch (MillraceException e) {
        LOG.warn(
            "trigger {}/{}: its position in the log cannot be stored now: {}", trigger.database(), trigger.name(),
            e.getMessage());
      }
    }
  }

  /// Keeps an event that is given up.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE; the event is not over then
  void bury(TriggerEvent event, int attempts, String error) {
    TriggerEvent.Flush none = new TriggerEvent.Flush(List.of());
    TriggerEvent.Flush flush = event instanceof TriggerEvent.Flush found ? found : none;
    DeadLetter letter =
        new DeadLetter(
            0, clock.nowNanos(), trigger.databaseId(), trigger.database(), trigger.id(), trigger.name(),
            trigger.kind().typeName(), event instanceof TriggerEvent.Tick tick ? tick.instantNanos() : 0,
            flush.rowCount(), flush.tables().stream().map(TableBatch::table).toList(), attempts, error, 0);
    DeadLetter kept = data.deadLetters().add(letter, event);
    journal.log(LogLevel.WARN, "giving up after " + attempts + " failed attempts; kept as dead letter " + kept.id());
  }

  private Found read(long sequence) {
    Optional<SealedInterval> interval = data.log().read(sequence);
    if (interval.isPresent()) {
      List<TableBatch> tables = rows.apply(interval.get());
      return tables.isEmpty()
          ? new Found.Nothing()
          : new Found.Event(new TriggerEvent.Flush(tables, OptionalLong.of(sequence)));
    }
    long first = data.log().firstSequence();
    if (sequence >= first) {
      return new Found.Nothing();
    }
    long lost = cursor.map(known -> known.giveUpBefore(first)).orElse(0L);
    if (lost > 0) {
      journal.log(
          LogLevel.WARN,
          lost + " flushes were given up: they were removed from the log before the trigger came to them");
    }
    return new Found.Gone(first);
  }

  private static OptionalLong sequence(Due due) {
    return switch (due) {
      case Due.InLog(long sequence) -> OptionalLong.of(sequence);
      case TriggerEvent.Flush flush -> flush.sequence();
      case TriggerEvent.Tick _, TriggerEvent.Request _ -> OptionalLong.empty();
    };
  }
}
