package millrace.query.catalog;

import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.influxql.Durations;
import millrace.influxql.RetentionOptions;
import millrace.query.QueryException;

/// What durations a retention policy may have.
final class PolicyRules {
  private static final long LEAST = Durations.HOUR;

  private PolicyRules() {}

  /// The settings options ask for: rows live for ever, in one copy, unless they say otherwise.
  static PolicySettings settings(String name, RetentionOptions options) {
    long duration = options.duration().orElse(0);
    return new PolicySettings(
        name,
        duration,
        shardDuration(options.shardDuration().orElse(0), duration),
        options.replication().orElse(1));
  }

  /// The length of shards for the one asked for: none is the one that fits the policy, and none is below an hour.
  static long shardDuration(long asked, long policyDuration) {
    return asked == 0 ? RetentionPolicy.defaultShardDuration(policyDuration) : Math.max(asked, LEAST);
  }

  /// Refuses a new policy's duration.
  static void checkDuration(PolicySettings settings) {
    requireLong(settings.durationNanos());
  }

  /// Refuses a new policy's durations.
  static void check(PolicySettings settings) {
    checkDuration(settings);
    if (settings.durationNanos() > 0 && settings.durationNanos() < settings.shardDurationNanos()) {
      throw shorterThanShard();
    }
  }

  /// Refuses other durations for a policy.
  static void checkChange(RetentionPolicy old, RetentionOptions options) {
    options.duration().ifPresent(PolicyRules::requireLong);
    boolean durationsChange =
        options.duration().isPresent() || options.shardDuration().isPresent();
    long duration = options.duration().orElse(old.durationNanos());
    long shardDuration = options.shardDuration().orElse(old.shardDurationNanos());
    if (durationsChange && duration > 0 && duration < shardDuration) {
      throw shorterThanShard();
    }
  }

  /// Whether a policy has what options ask for; what they leave open may be anything.
  static boolean isAsWritten(RetentionPolicy policy, RetentionOptions options) {
    long shardDuration = shardDuration(options.shardDuration().orElse(0), policy.durationNanos());
    return options.duration().orElse(policy.durationNanos()) == policy.durationNanos()
        && options.replication().orElse(policy.replication()) == policy.replication()
        && shardDuration == policy.shardDurationNanos();
  }

  private static void requireLong(long duration) {
    if (duration != 0 && duration < LEAST) {
      throw new QueryException("retention policy duration must be at least " + GoDurations.text(LEAST));
    }
  }

  private static QueryException shorterThanShard() {
    return new QueryException("retention policy duration must be greater than the shard duration");
  }
}
