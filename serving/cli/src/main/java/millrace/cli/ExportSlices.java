package millrace.cli;

import java.util.concurrent.TimeUnit;

/// Cuts the time of a table into slices, a query each, so that none is unbounded and a break loses one at most. A slice
/// begins with a day, grows while slices bring little, and shrinks to an hour at the least when they bring much.
///
/// Threads: one.
final class ExportSlices {
  private static final long DAY = TimeUnit.DAYS.toNanos(1);
  private static final long SHORTEST = TimeUnit.HOURS.toNanos(1);
  private static final long LONGEST = 1L << 62;
  static final long LITTLE = 32L << 20;
  static final long MUCH = 256L << 20;

  private final long last;
  private long next;
  private long length = DAY;
  private boolean isDone;

  /// @param first where to begin, nanoseconds since 1970
  /// @param last the last instant wanted; before `first` for nothing
  ExportSlices(long first, long last) {
    this.next = first;
    this.last = last;
    this.isDone = first > last;
  }

  boolean hasNext() {
    return !isDone;
  }

  /// The last instant wanted.
  long last() {
    return last;
  }

  /// The first instant of the slice that comes next; behind the last when there is none.
  long from() {
    return next;
  }

  /// Its last instant: the slice ends with a day, or with an hour when it is shorter.
  long to() {
    long grid = Math.min(length, DAY);
    long least = next - Math.floorMod(next, grid) + grid - 1;
    // Near the ends of time sums pass the largest number.
    long wanted = least + (length - grid);
    return least < next || wanted < next || wanted > last ? last : wanted;
  }

  /// The slice is exported.
  ///
  /// @param bytes what it brought
  void done(long bytes) {
    long end = to();
    isDone = end == last;
    next = isDone && end == Long.MAX_VALUE ? end : end + 1;
    if (bytes < LITTLE) {
      length = Math.min(length * 2, LONGEST);
    } else if (bytes > MUCH) {
      length = Math.max(length / 2, SHORTEST);
    }
  }
}
