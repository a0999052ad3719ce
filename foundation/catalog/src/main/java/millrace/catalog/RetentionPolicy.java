package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How long rows live, in which slices of time they are stored, and the tables they are in.
///
/// @param durationNanos how long rows are kept; 0 for ever, negative: everything is expired (`0h` of v3)
/// @param shardDurationNanos length of a shard, above 0
/// @param replication kept for InfluxQL clients, without effect
public record RetentionPolicy(
    long id,
    String name,
    long durationNanos,
    long shardDurationNanos,
    int replication,
    @JsonProperty("tables") Map<String, Table> tableMap) {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long DAY_NANOS = 24 * HOUR_NANOS;

  public RetentionPolicy {
    // A sorted view, so that the next copy takes one pass.
    tableMap = Collections.unmodifiableSortedMap(new TreeMap<>(tableMap));
  }

  /// The shard length InfluxDB gives a policy that does not name one: an hour below two days, a day up to half a year
  /// (180 days), else a week.
  public static long defaultShardDuration(long durationNanos) {
    if (durationNanos <= 0 || durationNanos > 180 * DAY_NANOS) {
      return 7 * DAY_NANOS;
    }
    return durationNanos < 2 * DAY_NANOS ? HOUR_NANOS : DAY_NANOS;
  }

  /// All tables, soft-deleted ones among them, ascending by name.
  @JsonIgnore
  public Collection<Table> tables() {
    return tableMap.values();
  }

  /// A table that is not deleted.
  public Optional<Table> table(String tableName) {
    return Optional.ofNullable(tableMap.get(tableName)).filter(table -> table.deletion().isEmpty());
  }

  /// A table that may be deleted: then it goes by the name it got when it was.
  public Optional<Table> anyTable(String tableName) {
    return Optional.ofNullable(tableMap.get(tableName));
  }

  RetentionPolicy withTable(Table table) {
    return withTables(List.of(table));
  }

  /// One copy for all of them: a single write may bring tens of thousands.
  RetentionPolicy withTables(Collection<Table> tables) {
    Map<String, Table> changed = new TreeMap<>(tableMap);
    tables.forEach(table -> changed.put(table.name(), table));
    return new RetentionPolicy(id, name, durationNanos, shardDurationNanos, replication, changed);
  }

  RetentionPolicy withoutTable(String tableName) {
    Map<String, Table> changed = new TreeMap<>(tableMap);
    changed.remove(tableName);
    return new RetentionPolicy(id, name, durationNanos, shardDurationNanos, replication, changed);
  }

  RetentionPolicy withDurations(long newDurationNanos, long newShardDurationNanos) {
    return new RetentionPolicy(id, name, newDurationNanos, newShardDurationNanos, replication, tableMap);
  }

  RetentionPolicy withReplication(int newReplication) {
    return new RetentionPolicy(id, name, durationNanos, shardDurationNanos, newReplication, tableMap);
  }
}
