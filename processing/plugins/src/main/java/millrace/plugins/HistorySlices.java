package millrace.plugins;

import static millrace.base.Checks.require;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.ShardReader;
import millrace.plugins.HistoryTable.Taken;
import millrace.plugins.worker.TableBatch;

/// Stored rows of several tables in time order, in slices small enough for memory.
///
/// A slice is a span of time with at most so many rows. Its length follows the data: where a span has too many rows it is
/// cut at the times of the rows seen so far, where it has few the next one is twice as long, and spans without data are
/// stepped over by shard. An instant that alone has too many rows comes in several slices.
///
/// Threads: one.
final class HistorySlices implements AutoCloseable {
  private static final long FIRST_WIDTH_NANOS = 60_000_000_000L;

  /// Of the rows seen in a span that has too many, the part whose times the next try covers.
  private static final int CUT = 8;

  private final List<HistoryTable> tables;
  private final long endNanos;
  private final int maxRows;
  private final Deque<Slice> ready = new ArrayDeque<>();
  private long position;
  private long width = FIRST_WIDTH_NANOS;

  /// While the span is one instant: how wide the next one is to be; else 0.
  private long widthAfter;

  /// @param maxRows rows of a slice
  HistorySlices(List<HistoryTable> tables, TimeSpan span, int maxRows) {
    require(maxRows >= 1, "rows of a slice is not positive: %d", maxRows);
    this.tables = List.copyOf(tables);
    this.position = span.startNanos();
    this.endNanos = span.endNanos();
    this.maxRows = maxRows;
  }

  /// Rows of a span of time.
  ///
  /// @param doneNanos everything before this instant has been given out with this slice
  /// @param tables as a flush has them: a batch per table, in the order of their first rows
  record Slice(long doneNanos, long rows, List<TableBatch> tables) {
    Slice {
      tables = List.copyOf(tables);
    }
  }

  /// The next slice; empty at the end.
  Optional<Slice> next() {
    while (ready.isEmpty() && findStart()) {
      long left = endNanos - position;
      // Below 0 where the span is longer than a long can say.
      long end = left < 0 || left > width ? position + width : endNanos;
      Tried tried = take(new TimeSpan(position, end));
      if (tried.isWhole()) {
        finish(tried, end);
      } else {
        cut(tried, end);
      }
    }
    return Optional.ofNullable(ready.poll());
  }

  /// From here on, rows as they are now.
  void renew() {
    tables.forEach(HistoryTable::renew);
  }

  @Override
  public void close() {
    tables.forEach(HistoryTable::close);
  }

  /// What one try brought.
  ///
  /// @param taken rows by table; incomplete when there were too many
  private record Tried(List<Taken> taken, long rows, boolean isWhole) {}

  private Tried take(TimeSpan span) {
    List<Taken> taken = new ArrayList<>();
    long rows = 0;
    for (HistoryTable table : tables) {
      Taken some = table.take(span, (int) (maxRows - rows));
      taken.add(some);
      rows += some.rows();
      if (!some.isWhole()) {
        return new Tried(taken, rows, false);
      }
    }
    return new Tried(taken, rows, true);
  }

  private void finish(Tried tried, long end) {
    boolean wasInstant = widthAfter > 0;
    position = end;
    if (tried.rows() > 0) {
      ready.add(slice(tried.taken(), end));
    }
    if (wasInstant) {
      width = widthAfter;
      widthAfter = 0;
    } else if (tried.rows() <= maxRows / 4) {
      width = width > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : width * 2;
    }
  }

  /// Makes the span shorter, so that the rows seen say where to cut. Where many of them are at its first instant, that
  /// instant is a span of its own; one that still has too many rows is given out in parts.
  private void cut(Tried tried, long end) {
    if (end == position + 1) {
      giveOut(position);
      width = Math.max(1, widthAfter);
      widthAfter = 0;
      return;
    }
    long[] times = tried.taken().stream().flatMapToLong(taken -> Arrays.stream(taken.times())).sorted().toArray();
    long cut = times[times.length / CUT];
    if (cut > position) {
      width = cut - position;
    } else {
      width = 1;
      widthAfter = Math.max(1, firstAfter(times, position) - position);
    }
  }

  private static long firstAfter(long[] times, long instant) {
    for (long time : times) {
      if (time > instant) {
        return time;
      }
    }
    return instant;
  }

  /// All rows of one instant, in as many slices as it takes.
  private void giveOut(long instant) {
    TimeSpan span = new TimeSpan(instant, instant + 1);
    List<Slice> parts = new ArrayList<>();
    for (HistoryTable table : tables) {
      for (Taken taken : table.takeAll(span, maxRows)) {
        parts.add(slice(List.of(taken), instant));
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      Slice part = parts.get(i);
      boolean isLast = i == parts.size() - 1;
      ready.add(new Slice(isLast ? instant + 1 : instant, part.rows(), part.tables()));
    }
    position = instant + 1;
  }

  private static Slice slice(List<Taken> taken, long doneNanos) {
    List<Taken> filled = new ArrayList<>(taken.stream().filter(some -> some.rows() > 0).toList());
    filled.sort(Comparator.comparingLong(Taken::firstNanos));
    List<TableBatch> batches =
        filled.stream().map(some -> new TableBatch(some.table(), List.of(some.sorted()))).toList();
    return new Slice(doneNanos, filled.stream().mapToLong(Taken::rows).sum(), batches);
  }

  /// Moves to the next shard that has rows, unless the position is in one.
  private boolean findStart() {
    if (position >= endNanos) {
      return false;
    }
    long start = Long.MAX_VALUE;
    for (HistoryTable table : tables) {
      List<ShardReader> shards = table.shards(new TimeSpan(position, endNanos));
      if (!shards.isEmpty()) {
        start = Math.min(start, Math.max(position, shards.getFirst().span().startNanos()));
      }
    }
    position = start;
    return start < endNanos;
  }
}
