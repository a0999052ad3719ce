package millrace.plugins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.plugins.worker.TableBatch;

/// Flushes in their order, from where a [DeliveryCursor] stands, none left out. What just happened is kept in memory up
/// to a bound; the rest is read from the log when its turn comes, so that a trigger may be behind by any number.
final class LogFlushes implements EventSource {
  static final int MAX_COUNT = 60;
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /// How far runs of an asynchronous trigger may be ahead of the oldest that is not over.
  static final long MAX_AHEAD = 1_000;

  private final DeliveryCursor cursor;

  /// Rows of segments from `next` on that are at hand; an empty list is known to hold nothing for the trigger.
  private final Map<Long, List<TableBatch>> kept = new HashMap<>();

  private long keptBytes;
  private long next;
  private long newest;

  /// @param newest the newest sealed segment
  LogFlushes(DeliveryCursor cursor, long newest) {
    this.cursor = cursor;
    this.next = cursor.done() + 1;
    this.newest = newest;
  }

  /// Takes note of a segment that was sealed.
  void sealed(long sequence, List<TableBatch> tables) {
    if (sequence < next) {
      return;
    }
    newest = Math.max(newest, sequence);
    long bytes = tables.stream().mapToLong(TableBatch::sizeBytes).sum();
    if (kept.size() < MAX_COUNT && keptBytes + bytes <= MAX_BYTES) {
      kept.put(sequence, tables);
      keptBytes += bytes;
    }
  }

  /// Takes note of how far the log goes; rows not seen are read from it.
  void sealedUpTo(long sequence) {
    newest = Math.max(newest, sequence);
  }

  /// Goes on after a stretch of the log that is gone.
  void skipTo(long sequence) {
    while (next < sequence && next <= newest) {
      forget(next++);
    }
    next = Math.max(next, sequence);
  }

  @Override
  public Optional<Due> poll(long nowNanos) {
    while (next <= newest && next - cursor.done() <= MAX_AHEAD) {
      long sequence = next++;
      Optional<List<TableBatch>> rows = forget(sequence);
      if (cursor.isDone(sequence)) {
        continue;
      }
      if (rows.isEmpty()) {
        return Optional.of(new Due.InLog(sequence));
      }
      if (!rows.get().isEmpty()) {
        return Optional.of(new TriggerEvent.Flush(rows.get(), OptionalLong.of(sequence)));
      }
      cursor.finish(sequence);
    }
    return Optional.empty();
  }

  @Override
  public int size() {
    return Math.clamp(newest - next + 1, 0, Integer.MAX_VALUE);
  }

  @Override
  public OptionalLong nextNanos() {
    return OptionalLong.empty();
  }

  /// Nothing is dropped: the cursor knows where to go on.
  @Override
  public List<TriggerEvent> drain() {
    kept.clear();
    keptBytes = 0;
    newest = 0;
    return new ArrayList<>();
  }

  private Optional<List<TableBatch>> forget(long sequence) {
    Optional<List<TableBatch>> rows = Optional.ofNullable(kept.remove(sequence));
    rows.ifPresent(tables -> keptBytes -= tables.stream().mapToLong(TableBatch::sizeBytes).sum());
    return rows;
  }
}
