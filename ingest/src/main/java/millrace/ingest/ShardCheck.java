package millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.RetentionPolicy;
import millrace.columns.ColumnType;

/// Holds the columns of a V1 batch against the types their fields have in the shards they fall into.
final class ShardCheck {
  private final ShardTypes types;
  private final RetentionPolicy policy;
  private final List<TypeClaim> claims = new ArrayList<>();
  private boolean clashes;

  private ShardCheck(ShardTypes types, RetentionPolicy policy) {
    this.types = types;
    this.policy = policy;
  }

  /// The fields that are new in their shards; empty when some value has another type than its field has or gets there.
  static Optional<List<TypeClaim>> check(BatchTables tables, ShardTypes types, RetentionPolicy policy) {
    ShardCheck check = new ShardCheck(types, policy);
    tables.touched().stream().filter(table -> table.rowCount() > 0).forEach(check::checkTable);
    return check.clashes ? Optional.empty() : Optional.of(check.claims);
  }

  private void checkTable(TableBuilder table) {
    List<TimeSpan> shards = shards(table);
    for (FieldBuilder field : table.fields()) {
      for (TimeSpan shard : shards) {
        checkField(table, field, shard, shards.size() == 1);
      }
    }
  }

  private void checkField(TableBuilder table, FieldBuilder field, TimeSpan shard, boolean holdsAllRows) {
    Optional<ColumnType> settled = Optional.empty();
    for (FieldColumn column : field.columns()) {
      if (column.isEmpty() || !holdsAllRows && !hasValueIn(table, column, shard)) {
        continue;
      }
      if (settled.isEmpty() && isClaimed(table, column, shard)) {
        settled = Optional.of(column.type);
      }
      if (settled.isEmpty()) {
        settled = table.known().flatMap(known -> types.type(policy, known, shard, field.name));
      }
      if (settled.isEmpty()) {
        settled = Optional.of(column.type);
        claims.add(new TypeClaim(table.name, shard.startNanos(), field.name, column.type));
      }
      clashes |= settled.get() != column.type;
    }
  }

  private boolean isClaimed(TableBuilder table, FieldColumn column, TimeSpan shard) {
    return table.known().filter(known -> types.isClaimed(known, shard, column.name, column.type)).isPresent();
  }

  /// The shards of a table's rows. Rows come mostly by time, so the last shard found is tried first.
  private List<TimeSpan> shards(TableBuilder table) {
    List<TimeSpan> shards = new ArrayList<>();
    TimeSpan last = new TimeSpan(0, 0);
    for (int row = 0; row < table.rowCount(); row++) {
      long time = table.time(row);
      if (!last.contains(time)) {
        last = types.shardOf(policy, time);
        if (!shards.contains(last)) {
          shards.add(last);
        }
      }
    }
    return shards;
  }

  private static boolean hasValueIn(TableBuilder table, FieldColumn column, TimeSpan shard) {
    for (int row = 0; row < table.rowCount(); row++) {
      if (shard.contains(table.time(row)) && column.isPresent(row)) {
        return true;
      }
    }
    return false;
  }
}
