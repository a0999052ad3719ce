package millrace.query.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.ColumnType;
import millrace.columns.PointBatch;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import millrace.columns.TableSource;
import millrace.query.MemoryTables;

/// Tables whose rows all have the same value, for statements about names. Deletions are carried out and noted. Shards
/// are 100 ns long.
final class SeriesTables implements TableSource, DataDeletion {
  private static final long SHARD_NANOS = 100;

  private final MemoryTables rows = new MemoryTables(PointBatch.CAPACITY);
  final List<String> dropped = new ArrayList<>();

  void write(long tableId, SeriesKey series, String field, long timeNanos) {
    rows.set(tableId, time -> Math.floorDiv(time, SHARD_NANOS) * SHARD_NANOS, series, timeNanos, field, ColumnType.FLOAT, 1.0);
  }

  @Override
  public TableReader open(long tableId) {
    return rows.open(tableId);
  }

  @Override
  public void deleteRows(long tableId, TimeSpan span) {
    rows.deleteRows(tableId, _ -> true, span);
  }

  @Override
  public void deleteRows(long tableId, Set<SeriesKey> series, TimeSpan span) {
    rows.deleteRows(tableId, series::contains, span);
  }

  @Override
  public void dropTable(long tableId) {
    rows.drop(tableId);
    dropped.add("table " + tableId);
  }

  @Override
  public void dropPolicy(long policyId) {
    dropped.add("policy " + policyId);
  }

  @Override
  public void dropDatabase(long databaseId) {
    dropped.add("database " + databaseId);
  }

  @Override
  public void dropShard(long shardId) {
    dropped.add("shard " + shardId);
  }
}
