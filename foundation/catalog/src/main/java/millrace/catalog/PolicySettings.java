package millrace.catalog;

import java.util.Map;

/// What a policy is created with.
///
/// @param durationNanos see [RetentionPolicy#durationNanos()]
/// @param shardDurationNanos length of a shard; 0 for the one that fits the duration
public record PolicySettings(String name, long durationNanos, long shardDurationNanos, int replication) {
  public PolicySettings {
    if (shardDurationNanos == 0) {
      shardDurationNanos = RetentionPolicy.defaultShardDuration(durationNanos);
    }
  }

  /// The policy of a database whose creator named none.
  public static PolicySettings autogen(long durationNanos) {
    return new PolicySettings(CatalogState.DEFAULT_POLICY, durationNanos, 0, 1);
  }

  /// Whether a policy has these very settings.
  public boolean matches(RetentionPolicy policy) {
    return name.equals(policy.name())
        && durationNanos == policy.durationNanos()
        && shardDurationNanos == policy.shardDurationNanos()
        && replication == policy.replication();
  }

  RetentionPolicy toPolicy(long id) {
    return new RetentionPolicy(id, name, durationNanos, shardDurationNanos, replication, Map.of());
  }
}
