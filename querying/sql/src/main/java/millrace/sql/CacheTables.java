package millrace.sql;

import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.Table;

/// What is in the last value and distinct value caches, as relations. Given by the composition root.
///
/// Threads: any.
public interface CacheTables {
  /// Key columns first, then value columns and `time`.
  Relation last(Table table, LastCache cache);

  /// The cache's columns.
  Relation distinct(Table table, DistinctCache cache);
}
