package millrace.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
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

/// Tables in sorted maps: slow, obvious, and cut into shards as a store would. Readers see later writes.
public final class MemoryTables implements TableSource {
  private final Map<Long, MemoryTable> tables = new HashMap<>();
  private final int batchSize;

  /// @param batchSize points a cursor gives at a time, to try sizes other than the usual
  public MemoryTables(int batchSize) {
    this.batchSize = batchSize;
  }

  /// Sets one value.
  ///
  /// @param shardStart start of the shard a time falls into
  /// @param value a Double, Long, Boolean or String, as the type asks for
  /// @return false when the field has another type in that shard, and nothing was set
  public boolean set(
      long tableId, LongUnaryOperator shardStart, SeriesKey series, long time, String field, ColumnType type, Object value) {
    MemoryTable table = tables.computeIfAbsent(tableId, id -> new MemoryTable());
    series.tags().keySet().forEach(tag -> table.column(tag, ColumnType.TAG));
    Shard shard = table.shards.computeIfAbsent(shardStart.applyAsLong(time), start -> new Shard());
    if (shard.fields.computeIfAbsent(field, f -> table.column(f, type)).type() != type) {
      return false;
    }
    shard.series
        .computeIfAbsent(series, s -> new HashMap<>())
        .computeIfAbsent(field, f -> new TreeMap<>())
        .put(time, value);
    return true;
  }

  public void drop(long tableId) {
    tables.remove(tableId);
  }

  /// Deletes the rows of some series within a span.
  public void deleteRows(long tableId, Predicate<SeriesKey> which, TimeSpan span) {
    for (Shard shard : tables.getOrDefault(tableId, new MemoryTable()).shards.values()) {
      shard.series.forEach((key, fields) -> {
        if (which.test(key)) {
          fields.values().forEach(points -> points.keySet().removeIf(span::contains));
          fields.values().removeIf(Map::isEmpty);
        }
      });
      shard.series.values().removeIf(Map::isEmpty);
    }
  }

  @Override
  public TableReader open(long tableId) {
    return new Reader(tables.getOrDefault(tableId, new MemoryTable()));
  }

  private static final class MemoryTable {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final TreeMap<Long, Shard> shards = new TreeMap<>();

    Column column(String name, ColumnType type) {
      return columns.computeIfAbsent(name + '\0' + type, key -> new Column(columns.size(), name, type));
    }
  }

  private static final class Shard {
    private final Map<String, Column> fields = new LinkedHashMap<>();
    private final TreeMap<SeriesKey, Map<String, TreeMap<Long, Object>>> series = new TreeMap<>();
  }

  private final class Reader implements TableReader {
    private final MemoryTable table;
    private final List<SeriesKey> keys;

    Reader(MemoryTable table) {
      this.table = table;
      this.keys = table.shards.values().stream().flatMap(s -> s.series.keySet().stream()).distinct().sorted().toList();
    }

    @Override
    public List<Column> columns() {
      List<Column> tagsFirst = new ArrayList<>(table.columns.values());
      tagsFirst.sort((a, b) -> Boolean.compare(a.type().isField(), b.type().isField()));
      return tagsFirst;
    }

    @Override
    public SeriesSet series() {
      return new Keys(keys);
    }

    @Override
    public List<ShardReader> shards(TimeSpan span) {
      List<ShardReader> shards = new ArrayList<>();
      Iterator<Map.Entry<Long, Shard>> entries = table.shards.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Long, Shard> entry = entries.next();
        Long next = table.shards.higherKey(entry.getKey());
        TimeSpan slice = new TimeSpan(entry.getKey(), next == null ? Long.MAX_VALUE : next);
        if (slice.overlaps(span)) {
          shards.add(new Part(entry.getValue(), slice, keys));
        }
      }
      return shards;
    }

    @Override
    public void close() {}
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

  private final class Part implements ShardReader {
    private final Shard shard;
    private final TimeSpan span;
    private final List<SeriesKey> keys;

    Part(Shard shard, TimeSpan span, List<SeriesKey> keys) {
      this.shard = shard;
      this.span = span;
      this.keys = keys;
    }

    @Override
    public TimeSpan span() {
      return span;
    }

    @Override
    public List<Column> fields() {
      return List.copyOf(shard.fields.values());
    }

    @Override
    public int[] series() {
      return IntStream.range(0, keys.size()).filter(i -> shard.series.containsKey(keys.get(i))).toArray();
    }

    @Override
    public Optional<Cursor> cursor(int series, Column field, TimeSpan wanted, boolean ascending) {
      NavigableMap<Long, Object> points = shard.series.get(keys.get(series)).get(field.name());
      if (points == null) {
        return Optional.empty();
      }
      NavigableMap<Long, Object> within =
          points.subMap(wanted.startNanos(), true, wanted.endNanos(), wanted.endNanos() == Long.MAX_VALUE);
      return Optional.of(new MapCursor(ascending ? within : within.descendingMap()));
    }
  }

  private final class MapCursor implements Cursor {
    private final Iterator<Map.Entry<Long, Object>> points;

    MapCursor(Map<Long, Object> points) {
      this.points = points.entrySet().iterator();
    }

    @Override
    public boolean next(PointBatch batch) {
      batch.size = 0;
      while (batch.size < batchSize && points.hasNext()) {
        Map.Entry<Long, Object> point = points.next();
        batch.times[batch.size] = point.getKey();
        switch (batch.type()) {
          case FLOAT -> batch.floats[batch.size] = (Double) point.getValue();
          case INTEGER, UNSIGNED -> batch.integers[batch.size] = (Long) point.getValue();
          case BOOLEAN -> batch.booleans[batch.size] = (Boolean) point.getValue();
          case STRING, TAG -> batch.strings[batch.size] = (String) point.getValue();
        }
        batch.size++;
      }
      // What lies behind the points is not to be looked at.
      Arrays.fill(batch.times, batch.size, PointBatch.CAPACITY, Long.MIN_VALUE);
      return batch.size > 0;
    }
  }
}
