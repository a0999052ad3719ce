package millrace.query.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableSource;

/// Tables that know which series has a row when, and no values: all that statements about names read. Deletions are
/// carried out and noted. Shards are 100 ns long.
final class SeriesTables implements TableSource, DataDeletion {
  private static final long SHARD_NANOS = 100;
  private static final Column FIELD = new Column(0, "v", ColumnType.FLOAT);

  private final Map<Long, TreeMap<SeriesKey, TreeSet<Long>>> rows = new HashMap<>();
  final List<String> dropped = new ArrayList<>();

  void write(long tableId, SeriesKey series, long timeNanos) {
    rows.computeIfAbsent(tableId, _ -> new TreeMap<>())
        .computeIfAbsent(series, _ -> new TreeSet<>())
        .add(timeNanos);
  }

  @Override
  public TableReader open(long tableId) {
    return new Reader(rows.getOrDefault(tableId, new TreeMap<>()));
  }

  @Override
  public void deleteRows(long tableId, TimeSpan span) {
    deleteRows(tableId, rows.getOrDefault(tableId, new TreeMap<>()).keySet(), span);
  }

  @Override
  public void deleteRows(long tableId, Set<SeriesKey> series, TimeSpan span) {
    TreeMap<SeriesKey, TreeSet<Long>> table = rows.getOrDefault(tableId, new TreeMap<>());
    series.forEach(key -> table.getOrDefault(key, new TreeSet<>()).removeIf(span::contains));
    table.values().removeIf(Set::isEmpty);
  }

  @Override
  public void dropTable(long tableId) {
    rows.remove(tableId);
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

  private record Reader(TreeMap<SeriesKey, TreeSet<Long>> table) implements TableReader {
    @Override
    public List<Column> columns() {
      return List.of(FIELD);
    }

    @Override
    public SeriesSet series() {
      return new Keys(List.copyOf(table.keySet()));
    }

    @Override
    public List<ShardReader> shards(TimeSpan span) {
      TreeSet<Long> starts = new TreeSet<>();
      table.values()
          .forEach(
              times -> times.forEach(time -> starts.add(Math.floorDiv(time, SHARD_NANOS) * SHARD_NANOS)));
      List<ShardReader> shards = new ArrayList<>();
      for (long start : starts) {
        TimeSpan slice = new TimeSpan(start, start + SHARD_NANOS);
        if (slice.overlaps(span)) {
          shards.add(new Part(List.copyOf(table.keySet()), table, slice));
        }
      }
      return shards;
    }

    @Override
    public void close() {}
  }

  private record Part(List<SeriesKey> keys, TreeMap<SeriesKey, TreeSet<Long>> table, TimeSpan span)
      implements ShardReader {
    @Override
    public List<Column> fields() {
      return List.of(FIELD);
    }

    @Override
    public int[] series() {
      return IntStream.range(0, keys.size())
          .filter(series -> has(series, span))
          .toArray();
    }

    @Override
    public Optional<Cursor> cursor(int series, Column field, TimeSpan wanted, boolean ascending) {
      List<Long> times = table.get(keys.get(series)).stream()
          .filter(time -> wanted.intersect(span).contains(time))
          .toList();
      return times.isEmpty() ? Optional.empty() : Optional.of(new TimesCursor(times));
    }

    private boolean has(int series, TimeSpan wanted) {
      return table.get(keys.get(series)).stream().anyMatch(wanted::contains);
    }
  }

  private static final class TimesCursor implements Cursor {
    private final List<Long> times;
    private boolean done;

    TimesCursor(List<Long> times) {
      this.times = times;
    }

    @Override
    public boolean next(PointBatch batch) {
      batch.size = done ? 0 : times.size();
      for (int i = 0; i < batch.size; i++) {
        batch.times[i] = times.get(i);
      }
      done = true;
      return batch.size > 0;
    }
  }

  private record Keys(List<SeriesKey> keys) implements SeriesSet {
    @Override
    public int count() {
      return keys.size();
    }

    @Override
    public int[] sorted() {
      return IntStream.range(0, keys.size()).toArray();
    }

    @Override
    public SeriesKey key(int series) {
      return keys.get(series);
    }

    @Override
    public Optional<String> tagValue(int series, String tag) {
      return Optional.ofNullable(keys.get(series).tags().get(tag));
    }
  }
}
