package millrace.store;

import millrace.base.TimeSpan;

/// Is told which rows are gone, after they are. Tables that are dropped are the catalog's news, not told here.
///
/// Threads: any, one at a time for each removal; the removal waits.
public interface RemovalListener {
  /// Rows of a table that were there before.
  void rowsRemoved(long tableId, SeriesSelection series, TimeSpan span);

  /// All rows of a shard, of whichever table.
  void shardRemoved(Shard shard);

  /// Who wants to know nothing.
  RemovalListener NONE = new RemovalListener() {
    @Override
    public void rowsRemoved(long tableId, SeriesSelection series, TimeSpan span) {}

    @Override
    public void shardRemoved(Shard shard) {}
  };
}
