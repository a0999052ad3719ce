package millrace.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;

/// What one table has in one shard: row logs, the last of which may be taking rows.
///
/// Threads: guarded by the store's lock.
final class ShardContents {
  private final Shard shard;
  private final List<RowLog> sealed = new ArrayList<>();
  private final Map<String, ColumnType> fieldTypes = new HashMap<>();
  private Optional<RowLog> active = Optional.empty();

  ShardContents(Shard shard) {
    this.shard = shard;
  }

  Shard shard() {
    return shard;
  }

  /// Appends some rows of a batch, see [RowLog#append].
  long append(
      Generations generations, TableRows rows, int[] sourceRows, int count, int[] ordinals, List<Column> columns) {
    if (active.isEmpty()) {
      active = Optional.of(new RowLog(generations.next()));
    }
    columns.forEach(column -> fieldTypes.put(column.name(), column.type()));
    return active.get().append(rows, sourceRows, count, ordinals, columns);
  }

  /// The type of a field that has or had values here.
  Optional<ColumnType> fieldType(String field) {
    return Optional.ofNullable(fieldTypes.get(field));
  }

  /// Makes later rows go to a new log.
  void rotate() {
    active.ifPresent(sealed::add);
    active = Optional.empty();
  }

  /// All logs, oldest first.
  List<RowLog> logs() {
    List<RowLog> logs = new ArrayList<>(sealed);
    active.ifPresent(logs::add);
    return logs;
  }
}
