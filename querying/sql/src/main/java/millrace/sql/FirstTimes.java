package millrace.sql;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;

/// Finds the span of time that holds a table's first or last rows: shard after shard from that end of time, each series
/// from its end, until as many times are known as rows are wanted and no series can have better ones. Only times are read.
final class FirstTimes {
  private final Relation.First wanted;
  private final TimeSpan span;
  private final BooleanSupplier isCancelled;
  /// Times of the best rows so far, the worst of them first.
  private final PriorityQueue<Long> best;
  private final PointBatch batch = new PointBatch(ColumnType.TAG);

  private FirstTimes(Relation.First wanted, TimeSpan span, BooleanSupplier isCancelled) {
    this.isCancelled = isCancelled;
    this.wanted = wanted;
    this.span = span;
    this.best = new PriorityQueue<>(wanted.descending() ? Comparator.<Long>naturalOrder() : Comparator.<Long>reverseOrder());
  }

  /// The part of `span` with the rows wanted and all others of their times; all of it when there are fewer.
  ///
  /// @param series which count, by ordinal of the reader's series
  /// @param tagValues what `series` demands of tags anyway
  /// @param isCancelled whether nobody waits for it any more; then it ends with CANCELLED
  static TimeSpan span(
      TableReader reader, TimeSpan span, IntPredicate series, Map<String, Set<String>> tagValues, Relation.First wanted,
      BooleanSupplier isCancelled) {
    FirstTimes times = new FirstTimes(wanted, span, isCancelled);
    List<ShardReader> shards = reader.shards(span);
    for (ShardReader shard : wanted.descending() ? shards.reversed() : shards) {
      times.read(shard, series, tagValues);
      if (times.isFull()) {
        return times.reached();
      }
    }
    return span;
  }

  private void read(ShardReader shard, IntPredicate series, Map<String, Set<String>> tagValues) {
    for (int ordinal : shard.series(tagValues)) {
      goOn();
      if (series.test(ordinal)) {
        Optional<Cursor> cursor = shard.times(ordinal, better(), !wanted.descending());
        cursor.ifPresent(this::read);
      }
    }
  }

  private void read(Cursor cursor) {
    while (cursor.next(batch)) {
      goOn();
      for (int i = 0; i < batch.size; i++) {
        if (isFull() && !isBetter(batch.times[i])) {
          return;
        }
        best.add(batch.times[i]);
        if (best.size() > wanted.count()) {
          best.poll();
        }
      }
    }
  }

  private void goOn() {
    if (isCancelled.getAsBoolean()) {
      throw new MillraceException(ErrorCode.CANCELLED, SqlErrors.CANCELLED);
    }
  }

  private boolean isFull() {
    return best.size() == wanted.count();
  }

  private boolean isBetter(long time) {
    return wanted.descending() ? time > best.peek() : time < best.peek();
  }

  /// Times that would be among the best.
  private TimeSpan better() {
    if (!isFull()) {
      return span;
    }
    long worst = best.peek();
    return wanted.descending()
        ? new TimeSpan(Math.min(worst + 1, span.endNanos()), span.endNanos())
        : new TimeSpan(span.startNanos(), worst);
  }

  private TimeSpan reached() {
    long worst = best.peek();
    return wanted.descending()
        ? new TimeSpan(worst, span.endNanos())
        : new TimeSpan(span.startNanos(), worst + 1);
  }
}
