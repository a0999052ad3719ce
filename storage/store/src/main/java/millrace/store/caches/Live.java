package millrace.store.caches;

import millrace.base.TimeSpan;
import millrace.catalog.Table;

/// A cache that takes in rows.
///
/// Threads: any; each method locks.
sealed interface Live permits LiveLastCache, LiveDistinctCache {
  /// Stands for the time a row came that was stored before.
  long AT_ITS_TIME = Long.MAX_VALUE;

  /// Takes in rows of the table.
  ///
  /// @param table as it is now: it may have columns that came after the cache
  /// @param cameNanos the clock's time for rows of a write; [#AT_ITS_TIME] for stored ones
  void add(Table table, RowValues rows, long cameNanos);

  /// Times of stored rows that would be in it.
  TimeSpan wanted(long nowNanos);

  /// Drops what is too old.
  void evict(long nowNanos);
}
