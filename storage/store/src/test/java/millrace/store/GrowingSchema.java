package millrace.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// A schema that takes on every column it is told of.
final class GrowingSchema implements StoreSchema {
  static final long DAY = 86_400_000_000_000L;

  private final Map<Long, List<Column>> columns = new HashMap<>();
  private long shardNanos = DAY;
  private volatile long cutoffNanos = Long.MIN_VALUE;

  /// The column of a table, added when it is new.
  Column column(long tableId, String name, ColumnType type) {
    List<Column> known = columns.computeIfAbsent(tableId, id -> new ArrayList<>());
    for (Column column : known) {
      if (column.name().equals(name) && column.type() == type) {
        return column;
      }
    }
    Column added = new Column(known.size() + 1, name, type);
    known.add(added);
    return added;
  }

  void cutShardsEvery(long nanos) {
    shardNanos = nanos;
  }

  void expireBefore(long nanos) {
    cutoffNanos = nanos;
  }

  @Override
  public List<Column> columns(long tableId) {
    return columns.getOrDefault(tableId, List.of());
  }

  @Override
  public long shardNanos(long policyId) {
    return shardNanos;
  }

  @Override
  public long cutoffNanos(long policyId) {
    return cutoffNanos;
  }
}
