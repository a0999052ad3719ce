package millrace.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.TableSource;
import millrace.columns.WriteBatch;

/// The log-structured store: takes batches in the order of the write-ahead log, and opens tables for reading.
///
/// Threads: any. One lock guards all contents; it is held while a batch is appended or a reader notes what there is,
/// never during I/O. The order of `apply` calls is the order in which writes win.
public final class Store implements TableSource {
  private final StoreSchema schema;
  private final Object lock = new Object();

  // Guarded by lock.
  private final Map<Long, TableContents> tables = new HashMap<>();
  private final ShardMap shardMap = new ShardMap();
  private final Generations generations = new Generations();
  private LogPosition position = LogPosition.START;
  private long bufferedBytes;

  /// A store in memory, without files.
  public Store(StoreSchema schema) {
    this.schema = schema;
  }

  /// Makes a batch visible. Rows of tables that the schema no longer knows are left out: they were dropped.
  ///
  /// @param walSequence the log object that has the batch; never less than in an earlier call
  public void apply(WriteBatch batch, long walSequence) {
    synchronized (lock) {
      position = position.next(walSequence);
      for (TableRows rows : batch.tables()) {
        if (rows.rowCount() > 0 && !schema.columns(rows.tableId()).isEmpty()) {
          TableContents table = table(rows.tableId(), batch);
          bufferedBytes += table.append(rows, shardMap, generations, schema);
        }
      }
    }
  }

  @Override
  public TableReader open(long tableId) {
    synchronized (lock) {
      List<Column> columns = schema.columns(tableId);
      TableContents table = tables.get(tableId);
      return table == null
          ? StoreTableReader.empty(columns)
          : StoreTableReader.open(table, columns, schema.cutoffNanos(table.policyId()));
    }
  }

  /// The type a field has in the shard that holds an instant; empty when it has no values there. Cheap enough for
  /// every write, unless rows of the shard have been deleted.
  public Optional<ColumnType> fieldType(long tableId, long instantNanos, String field) {
    ShardView view;
    synchronized (lock) {
      TableContents table = tables.get(tableId);
      Optional<ShardContents> contents = table == null ? Optional.empty() : table.shardAt(instantNanos);
      if (contents.isEmpty() || contents.get().fieldType(field).isEmpty() || table.tombstones().isEmpty()) {
        return contents.flatMap(found -> found.fieldType(field));
      }
      view = ShardView.of(contents.get(), table.tombstones(), TimeSpan.ALL);
    }
    return view.fields().stream().filter(column -> column.name().equals(field)).map(Column::type).findFirst();
  }

  /// Removes the rows of some series within a span that are there now. Later writes are not touched.
  public void delete(long tableId, SeriesSelection series, TimeSpan span) {
    synchronized (lock) {
      TableContents table = tables.get(tableId);
      if (table != null) {
        table.delete(series, span, generations, position);
      }
    }
  }

  /// Removes a table with all its rows. Its id may be written to again.
  public void dropTable(long tableId) {
    synchronized (lock) {
      tables.remove(tableId);
    }
  }

  /// Removes all tables of a retention policy.
  public void dropPolicy(long policyId) {
    synchronized (lock) {
      tables.values().removeIf(table -> table.policyId() == policyId);
      shardMap.removePolicy(policyId);
    }
  }

  /// Removes all tables of a database.
  public void dropDatabase(long databaseId) {
    synchronized (lock) {
      tables.values().removeIf(table -> table.databaseId() == databaseId);
      shardMap.all().stream().filter(shard -> shard.databaseId() == databaseId).forEach(shardMap::remove);
    }
  }

  /// Removes a shard of a policy with the rows of every table in it; harmless when there is none.
  public void dropShard(long shardId) {
    synchronized (lock) {
      shardMap.all().stream().filter(shard -> shard.id() == shardId).forEach(shardMap::remove);
      tables.values().forEach(table -> table.removeShard(shardId));
    }
  }

  /// The shards of a policy, ascending by time.
  public List<Shard> shards(long policyId) {
    synchronized (lock) {
      return List.copyOf(shardMap.ofPolicy(policyId));
    }
  }

  /// The span of the shard an instant of a policy belongs to, whether it has rows or not.
  public TimeSpan shardSpan(long policyId, long instantNanos) {
    synchronized (lock) {
      return shardMap.spanFor(policyId, instantNanos, schema.shardNanos(policyId));
    }
  }

  /// Bytes of rows in memory, roughly.
  public long bufferedBytes() {
    synchronized (lock) {
      return bufferedBytes;
    }
  }

  private TableContents table(long tableId, WriteBatch batch) {
    return tables.computeIfAbsent(
        tableId, id -> new TableContents(id, batch.databaseId(), batch.policyId()));
  }
}
