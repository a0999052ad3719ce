package millrace.plugins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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

/// Stored rows in memory: tables of one tag `host` and one integer field `v`, in shards of an hour.
final class FakeHistory implements TableSource {
  static final long HOUR = 3_600_000_000_000L;
  private static final Column FIELD = new Column(2, "v", ColumnType.INTEGER);

  private final Map<Long, TreeMap<String, TreeMap<Long, Long>>> tables = new HashMap<>();
  int open;

  /// Stores a row.
  void add(long tableId, String host, long time, long value) {
    tables.computeIfAbsent(tableId, _ -> new TreeMap<>()).computeIfAbsent(host, _ -> new TreeMap<>()).put(time, value);
  }

  @Override
  public TableReader open(long tableId) {
    open++;
    return new Reader(tables.getOrDefault(tableId, new TreeMap<>()));
  }

  private final class Reader implements TableReader {
    private final List<String> hosts;
    private final List<TreeMap<Long, Long>> rows;
    private boolean closed;

    Reader(TreeMap<String, TreeMap<Long, Long>> table) {
      hosts = List.copyOf(table.keySet());
      rows = List.copyOf(table.values());
    }

    @Override
    public List<Column> columns() {
      return List.of(new Column(1, "host", ColumnType.TAG), FIELD);
    }

    @Override
    public SeriesSet series() {
      return new Series(hosts);
    }

    @Override
    public List<ShardReader> shards(TimeSpan span) {
      TreeMap<Long, ShardReader> shards = new TreeMap<>();
      for (TreeMap<Long, Long> points : rows) {
        for (long time : points.subMap(span.startNanos(), span.endNanos()).keySet()) {
          long start = Math.floorDiv(time, HOUR) * HOUR;
          shards.putIfAbsent(start, new Shard(new TimeSpan(start, start + HOUR), rows));
        }
      }
      return List.copyOf(shards.values());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }

  private record Series(List<String> hosts) implements SeriesSet {
    @Override
    public int count() {
      return hosts.size();
    }

    @Override
    public int[] sorted() {
      int[] all = new int[hosts.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      return all;
    }

    @Override
    public SeriesKey key(int series) {
      return SeriesKey.of(Map.of("host", hosts.get(series)));
    }

    @Override
    public Optional<String> tagValue(int series, String tag) {
      return tag.equals("host") ? Optional.of(hosts.get(series)) : Optional.empty();
    }
  }

  private record Shard(TimeSpan span, List<TreeMap<Long, Long>> rows) implements ShardReader {
    @Override
    public List<Column> fields() {
      return List.of(FIELD);
    }

    @Override
    public int[] series() {
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        if (!rows.get(i).subMap(span.startNanos(), span.endNanos()).isEmpty()) {
          found.add(i);
        }
      }
      return found.stream().mapToInt(i -> i).toArray();
    }

    @Override
    public Optional<Cursor> cursor(int series, Column field, TimeSpan wanted, boolean ascending) {
      TimeSpan both = span.intersect(wanted);
      NavigableMap<Long, Long> points =
          rows.get(series).subMap(both.startNanos(), true, both.endNanos(), false);
      return points.isEmpty() ? Optional.empty() : Optional.of(cursor(points.entrySet().iterator()));
    }

    private static Cursor cursor(Iterator<Map.Entry<Long, Long>> points) {
      return batch -> {
        batch.size = 0;
        while (points.hasNext() && batch.size < PointBatch.CAPACITY) {
          Map.Entry<Long, Long> point = points.next();
          batch.times[batch.size] = point.getKey();
          if (batch.type() == ColumnType.INTEGER) {
            batch.integers[batch.size] = point.getValue();
          }
          batch.size++;
        }
        return batch.size > 0;
      };
    }
  }
}
