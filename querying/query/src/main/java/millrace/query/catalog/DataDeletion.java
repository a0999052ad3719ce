package millrace.query.catalog;

import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;

/// Removes rows from the store, durably: what has been removed when a call returns stays so over a restart. Rows
/// written later are not touched. The composition root implements it.
///
/// The catalog is changed first: where a table, policy or database goes as a whole, its id means nothing any more when
/// these methods are called.
///
/// Threads: any.
public interface DataDeletion {
  /// Removes the rows of all series of a table within a span.
  void deleteRows(long tableId, TimeSpan span);

  /// Removes the rows of some series of a table within a span. Keys the table does not have do no harm.
  void deleteRows(long tableId, Set<SeriesKey> series, TimeSpan span);

  void dropTable(long tableId);

  /// Removes all tables of a retention policy.
  void dropPolicy(long policyId);

  /// Removes all tables of a database.
  void dropDatabase(long databaseId);

  /// Removes a shard with the rows of every table in it; harmless when there is none.
  void dropShard(long shardId);
}
