package millrace.store;

import java.util.List;
import millrace.columns.Column;

/// What the store must know of the catalog: which columns a table has, and how a retention policy cuts time. The
/// composition root adapts the catalog to this.
///
/// Threads: any; called with the store's lock held, so every method answers from memory.
public interface StoreSchema {
  /// The table's columns, tags first in order of first appearance, then fields; empty for a table that is gone.
  List<Column> columns(long tableId);

  /// Length of the policy's shards, nanoseconds, more than zero.
  long shardNanos(long policyId);

  /// Rows before this instant have outlived the policy and are invisible; [Long#MIN_VALUE] when rows live for ever.
  long cutoffNanos(long policyId);
}
