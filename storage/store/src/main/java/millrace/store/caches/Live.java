package millrace.store.caches;

import java.util.List;
import millrace.base.TimeSpan;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.SeriesSet;

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

  /// What has to be read of stored rows.
  List<Column> columns(Table table);

  /// Whether older rows than those it has would change nothing.
  ///
  /// @param series of the table
  boolean isComplete(Table table, SeriesSet series);

  /// Drops what may be gone from the table.
  ///
  /// @return whether it had such
  boolean remove(Table table, Removed removed);

  /// Drops what is too old.
  void evict(long nowNanos);
}
