package millrace.query.catalog;

import java.util.List;
import millrace.base.TimeSpan;

/// Tells which shards there are. The composition root implements it over the store.
@FunctionalInterface
public interface ShardDirectory {
  /// The shards of a retention policy, ascending by time.
  List<ShardEntry> shards(long policyId);

  /// One shard.
  ///
  /// @param id unique over all policies
  record ShardEntry(long id, TimeSpan span) {}
}
