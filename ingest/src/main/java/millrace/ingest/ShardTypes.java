package millrace.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import millrace.base.TimeSpan;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.ColumnType;

/// The type of a field in a shard for V1: what a body claimed since the start, else what the store holds. A claim is
/// made before its rows reach the log, so that two bodies under way at once cannot give one field two types; and it
/// outlives the rows, as it does in InfluxDB 1.x, until the column itself goes.
///
/// Threads: any. Bounded: past a number of shards all claims are forgotten, and the store alone speaks.
final class ShardTypes {
  private static final int MOST_SHARDS = 20_000;

  private final FieldTypes stored;
  private final Map<TableShard, Map<String, ColumnType>> claims = new ConcurrentHashMap<>();

  ShardTypes(FieldTypes stored) {
    this.stored = stored;
  }

  TimeSpan shardOf(RetentionPolicy policy, long timeNanos) {
    return stored.shardOf(policy, timeNanos);
  }

  /// Whether a body claimed this very type already, which is so for nearly all values.
  boolean isClaimed(Table table, TimeSpan shard, String field, ColumnType type) {
    return claimed(table, shard, field) == type;
  }

  /// The type a field has; empty for a new one.
  Optional<ColumnType> type(RetentionPolicy policy, Table table, TimeSpan shard, String field) {
    ColumnType claimed = claimed(table, shard, field);
    if (claimed != null && table.column(field, claimed).isPresent()) {
      return Optional.of(claimed);
    }
    return stored.typeIn(policy, table.id(), shard.startNanos(), field);
  }

  /// Whether some field of the policy has a type in the shard.
  boolean isKnown(RetentionPolicy policy, TimeSpan shard) {
    return policy.tables().stream()
        .anyMatch(table -> table.fields().stream().anyMatch(field -> type(policy, table, shard, field.name()).isPresent()));
  }

  /// Notes the type of a field that has none yet.
  ///
  /// @return false when somebody was faster with another type
  boolean claim(Table table, long shardStartNanos, String field, ColumnType type) {
    if (claims.size() >= MOST_SHARDS) {
      claims.clear();
    }
    Map<String, ColumnType> fields =
        claims.computeIfAbsent(new TableShard(table.id(), shardStartNanos), shard -> new ConcurrentHashMap<>());
    ColumnType before = fields.put(field, type);
    if (before == null || before == type || table.column(field, before).isEmpty()) {
      return true;
    }
    fields.put(field, before);
    return false;
  }

  /// The claimed type, or null.
  private ColumnType claimed(Table table, TimeSpan shard, String field) {
    return claims.getOrDefault(new TableShard(table.id(), shard.startNanos()), Map.of()).get(field);
  }

  private record TableShard(long tableId, long startNanos) {}
}
