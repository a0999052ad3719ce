package millrace.server.naive;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.TableCommand;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import millrace.store.SeriesSelection;
import millrace.store.Store;
import millrace.store.StoreOptions;
import millrace.store.StoreSchema;

/// One table `m` with random rows, kept twice: in a real store, with overwrites, deletions, snapshots and compactions on
/// the way, and as a plain list of rows.
///
/// Times of different series differ, so that no answer depends on which of two equal points comes first. Floats are
/// halves, so that their sums are exact in any order.
final class NaiveTable implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;
  static final List<String> TAGS = List.of("host", "zone");
  static final Map<String, ColumnType> FIELDS =
      new TreeMap<>(
          Map.of(
              "f", ColumnType.FLOAT, "g", ColumnType.FLOAT, "i", ColumnType.INTEGER, "s", ColumnType.STRING,
              "b", ColumnType.BOOLEAN));

  private static final int SERIES = 12;

  /// One row: the tags of its series, its time, and the fields it has.
  record Row(Map<String, String> tags, long time, Map<String, Object> fields) {
    String tag(String key) {
      return tags.getOrDefault(key, "");
    }
  }

  final Catalog catalog = Catalog.open(new MemoryObjectStore(), "n/catalog");
  final Store store;
  final long spanSeconds;
  private final Random random;
  private final long tableId;
  private final Map<Map<String, String>, TreeMap<Long, Row>> rows = new LinkedHashMap<>();
  private final List<Map<String, String>> series = new ArrayList<>();
  private int segment = 1;

  NaiveTable(Random random) {
    this.random = random;
    catalog.apply(new DatabaseCommand.CreateDatabase("db", PolicySettings.autogen(0)));
    List<TableCommand.NewColumn> columns = new ArrayList<>();
    TAGS.forEach(tag -> columns.add(new TableCommand.NewColumn(tag, ColumnType.TAG)));
    FIELDS.forEach((name, type) -> columns.add(new TableCommand.NewColumn(name, type)));
    catalog.apply(new TableCommand.EnsureTables("db", "", List.of(new TableCommand.TableNeed("m", columns))));
    RetentionPolicy policy = catalog.state().requireDatabase("db").requirePolicy("");
    tableId = policy.table("m").orElseThrow().id();
    spanSeconds = 100 + random.nextInt(3000);
    long shardSeconds = 1 + (random.nextBoolean() ? 4 * spanSeconds : spanSeconds / (1 + random.nextInt(5)));
    store = new Store(
        new MemoryObjectStore(), schema(shardSeconds * SECOND), new StoreOptions("n", 1L << 30, 1 << 20, 1L << 24, 2));
    for (int i = 0; i < SERIES; i++) {
      Map<String, String> tags = new TreeMap<>();
      tags.put("host", "h" + i / 3);
      if (i % 3 > 0) {
        tags.put("zone", "z" + i % 3);
      }
      series.add(tags);
      rows.put(tags, new TreeMap<>());
    }
    fill();
  }

  private StoreSchema schema(long shardNanos) {
    return new StoreSchema() {
      @Override
      public List<Column> columns(long id) {
        return catalog.state().tableById(id).orElseThrow().columns();
      }

      @Override
      public long shardNanos(long policyId) {
        return shardNanos;
      }

      @Override
      public long cutoffNanos(long policyId) {
        return Long.MIN_VALUE;
      }
    };
  }

  /// All rows, by series key and time.
  List<Row> rows() {
    Map<SeriesKey, TreeMap<Long, Row>> sorted = new TreeMap<>();
    rows.forEach((tags, byTime) -> sorted.put(SeriesKey.of(tags), byTime));
    return sorted.values().stream().flatMap(byTime -> byTime.values().stream()).toList();
  }

  private void fill() {
    int density = 1 + random.nextInt(40);
    for (int step = 0; step < 2 + random.nextInt(6); step++) {
      write(density);
      switch (random.nextInt(5)) {
        case 0, 1 -> store.snapshot();
        case 2 -> {
          store.snapshot();
          store.compact(Long.MAX_VALUE);
        }
        case 3 -> delete();
        default -> {
          // What was written stays in memory.
        }
      }
    }
  }

  private void write(int density) {
    for (int index = 0; index < series.size(); index++) {
      if (random.nextInt(4) > 0) {
        long from = random.nextLong(spanSeconds);
        int count = random.nextInt(density * 20);
        long step = 1 + random.nextInt(5);
        List<Row> batch = new ArrayList<>();
        for (int k = 0; k < count && from + k * step < spanSeconds; k++) {
          long time = (from + k * step) * SECOND + index;
          batch.add(new Row(series.get(index), time, fields()));
        }
        if (!batch.isEmpty()) {
          write(series.get(index), batch);
        }
      }
    }
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("f", random.nextInt(201) / 2.0 - 50);
    if (random.nextInt(5) > 0) {
      fields.put("i", (long) random.nextInt(100) - 20);
    }
    if (random.nextInt(3) == 0) {
      fields.put("g", random.nextInt(41) / 2.0);
    }
    if (random.nextInt(3) == 0) {
      fields.put("s", List.of("x", "y", "zz").get(random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      fields.put("b", random.nextBoolean());
    }
    return fields;
  }

  private void write(Map<String, String> tags, List<Row> batch) {
    long[] times = batch.stream().mapToLong(Row::time).toArray();
    List<FieldRows> fields = new ArrayList<>();
    FIELDS.forEach(
        (name, type) -> {
          BitSet present = new BitSet();
          for (int i = 0; i < batch.size(); i++) {
            present.set(i, batch.get(i).fields().containsKey(name));
          }
          if (!present.isEmpty()) {
            fields.add(new FieldRows(name, type, values(batch, name, type), present));
          }
        });
    TableRows table =
        new TableRows(
            tableId, "m", times.length, times, new int[times.length], List.of(SeriesKey.of(tags)), fields);
    RetentionPolicy policy = catalog.state().requireDatabase("db").requirePolicy("");
    long databaseId = catalog.state().requireDatabase("db").id();
    store.apply(new WriteBatch(databaseId, policy.id(), "db", List.of(table)), segment++, 0);
    for (Row row : batch) {
      rows.get(tags)
          .merge(
              row.time(),
              row,
              (old, next) -> {
                Map<String, Object> merged = new TreeMap<>(old.fields());
                merged.putAll(next.fields());
                return new Row(tags, old.time(), merged);
              });
    }
  }

  private static ColumnValues values(List<Row> batch, String name, ColumnType type) {
    int size = batch.size();
    return switch (type) {
      case FLOAT -> {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
          values[i] = (Double) batch.get(i).fields().getOrDefault(name, 0.0);
        }
        yield new ColumnValues.Floats(values);
      }
      case BOOLEAN -> {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
          values[i] = (Boolean) batch.get(i).fields().getOrDefault(name, false);
        }
        yield new ColumnValues.Booleans(values);
      }
      case STRING ->
          new ColumnValues.Strings(
              batch.stream().map(row -> (String) row.fields().getOrDefault(name, "")).toArray(String[]::new));
      default ->
          new ColumnValues.Integers(
              batch.stream().mapToLong(row -> (Long) row.fields().getOrDefault(name, 0L)).toArray());
    };
  }

  private void delete() {
    long from = random.nextLong(spanSeconds) * SECOND;
    TimeSpan span = new TimeSpan(from, from + (1 + random.nextInt(200)) * SECOND);
    if (random.nextBoolean()) {
      store.delete(tableId, new SeriesSelection.All(), span);
      rows.values().forEach(byTime -> byTime.keySet().removeIf(span::contains));
    } else {
      Map<String, String> tags = series.get(random.nextInt(series.size()));
      store.delete(tableId, new SeriesSelection.Keys(Set.of(SeriesKey.of(tags))), span);
      rows.get(tags).keySet().removeIf(span::contains);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
