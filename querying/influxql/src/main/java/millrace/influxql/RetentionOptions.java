package millrace.influxql;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The options of a retention policy, each present when written. Durations are nanoseconds; INF is 0.
///
/// @param duration how long rows are kept
/// @param replication copies, 1 or more
/// @param shardDuration slice of time per shard
/// @param futureLimit how far ahead of now a row may be
/// @param pastLimit how far behind now a row may be
/// @param name the policy's name, in CREATE DATABASE only
public record RetentionOptions(
    OptionalLong duration,
    OptionalInt replication,
    OptionalLong shardDuration,
    OptionalLong futureLimit,
    OptionalLong pastLimit,
    Optional<String> name) {
  public static final RetentionOptions NONE = new RetentionOptions(
      OptionalLong.empty(),
      OptionalInt.empty(),
      OptionalLong.empty(),
      OptionalLong.empty(),
      OptionalLong.empty(),
      Optional.empty());
}
