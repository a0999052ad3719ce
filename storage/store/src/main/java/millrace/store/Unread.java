package millrace.store;

import millrace.base.TimeSpan;

/// A body of rows that is damaged, so that readers have to leave it out.
///
/// @param text which, and what is wrong with it
/// @param minNanos first time of its rows
/// @param maxNanos last time of its rows
record Unread(String text, long minNanos, long maxNanos) {
  /// Whether someone who asked for this span misses rows by it.
  boolean concerns(TimeSpan wanted) {
    return wanted.startNanos() <= maxNanos && minNanos < wanted.endNanos();
  }
}
