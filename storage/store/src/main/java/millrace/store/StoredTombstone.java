package millrace.store;

import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;

/// A deletion as the manifest lists it. Series are named by key, since ordinals do not outlive the process.
///
/// @param position the last batch of the log it covers
/// @param keys empty for all series
record StoredTombstone(
    long tableId, long databaseId, long policyId, long generation, LogPosition position, TimeSpan span,
    Optional<List<SeriesKey>> keys) {
  StoredTombstone {
    keys = keys.map(List::copyOf);
  }

  /// The same deletion with a generation later by `count`.
  StoredTombstone later(long count) {
    return new StoredTombstone(tableId, databaseId, policyId, generation + count, position, span, keys);
  }
}
