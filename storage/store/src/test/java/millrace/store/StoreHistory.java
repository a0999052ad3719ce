package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import millrace.objectstore.ObjectStore;

/// A random history of two tables, told to a store and to plain models, with restarts: what the write-ahead log would
/// hold is kept aside and replayed.
final class StoreHistory {
  static final long SPAN = 4 * GrowingSchema.DAY;
  private static final int TABLES = 2;

  private final Random random;
  private final GrowingSchema schema = new GrowingSchema();
  private final List<TableModel> models = new ArrayList<>();
  private final List<Opened> opened = new ArrayList<>();
  private final LoggedStore logged;

  private record Opened(TableReader reader, TableModel model) {}

  StoreHistory(Random random, ObjectStore objects, StoreOptions options) {
    this.random = random;
    this.logged = new LoggedStore(objects, schema, options);
    for (int i = 0; i < TABLES; i++) {
      models.add(new TableModel());
    }
  }

  Store store() {
    return logged.store();
  }

  /// Writes some rows of one table.
  void write() {
    int table = random.nextInt(TABLES);
    Rows rows = new Rows(schema, table);
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 40);
    for (int i = 0; i < count; i++) {
      SeriesKey series = key();
      long time = random.nextInt(4) == 0 ? random.nextLong(SPAN) : random.nextInt(90) * (SPAN / 90);
      Map<String, Object> values = values();
      rows.add(series, time, values);
      models.get(table).write(series, time, values);
    }
    if (random.nextInt(3) == 0) {
      logged.seal();
    }
    logged.apply(rows.batch());
  }

  /// Deletes something; a deletion that fails is tried again.
  void delete() {
    int table = random.nextInt(TABLES);
    long start = random.nextLong(SPAN);
    TimeSpan span = random.nextInt(5) == 0 ? TimeSpan.ALL : new TimeSpan(start, start + random.nextLong(SPAN / 3));
    if (random.nextInt(6) == 0) {
      untilItWorks(() -> store().delete(table, new SeriesSelection.All(), span));
      models.get(table).delete(series -> true, span);
      return;
    }
    Set<SeriesKey> keys = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      keys.add(key());
    }
    untilItWorks(() -> store().delete(table, new SeriesSelection.Keys(keys), span));
    models.get(table).delete(series -> keys.stream().anyMatch(key -> key.toString().equals(series)), span);
  }

  void dropSomething() {
    int table = random.nextInt(TABLES);
    List<Shard> shards = store().shards(Rows.POLICY);
    if (random.nextInt(3) == 0 || shards.isEmpty()) {
      untilItWorks(() -> store().dropTable(table));
      models.get(table).delete(series -> true, TimeSpan.ALL);
    } else {
      Shard shard = shards.get(random.nextInt(shards.size()));
      untilItWorks(() -> store().dropShard(shard.id()));
      models.forEach(model -> model.delete(series -> true, shard.span()));
    }
  }

  /// Ends the process without a word and starts another; the log is there up to the last batch.
  void restart() {
    opened.clear();
    logged.restart();
  }

  /// Opens a reader that is to go on reading what is there now.
  void open() {
    int table = random.nextInt(TABLES);
    opened.add(new Opened(store().open(table), models.get(table).copy()));
  }

  /// Checks a reader opened earlier and closes it.
  void checkOpened() {
    if (!opened.isEmpty()) {
      Opened one = opened.remove(random.nextInt(opened.size()));
      check(one.reader, one.model);
      one.reader.close();
    }
  }

  /// Checks what a new reader finds.
  void check() {
    for (int table = 0; table < TABLES; table++) {
      try (TableReader reader = store().open(table)) {
        check(reader, models.get(table));
      }
    }
  }

  private void check(TableReader reader, TableModel expected) {
    long a = random.nextLong(SPAN);
    long b = random.nextLong(SPAN);
    TimeSpan span = random.nextInt(3) == 0 ? new TimeSpan(Math.min(a, b), Math.max(a, b)) : TimeSpan.ALL;
    boolean ascending = random.nextBoolean();
    assertThat(TableModel.text(reader, span, ascending)).isEqualTo(expected.text(span, ascending));
    assertThat(TableModel.scannedText(reader, span)).isEqualTo(expected.text(span, true));
    assertThat(TableModel.countsText(reader, span, ascending)).isEqualTo(expected.countsText(span));
    assertThat(TableModel.seriesText(reader)).isEqualTo(expected.seriesText());
    assertThat(reader.damage()).isEmpty();
  }

  /// Runs a step that a faulty object store may fail, again and again.
  static void untilItWorks(Runnable step) {
    for (int tries = 0; ; tries++) {
      try {
        step.run();
        return;
      } catch (MillraceException e) {
        if (tries > 50) {
          throw e;
        }
      }
    }
  }

  private SeriesKey key() {
    return SeriesKey.of(Map.of("host", "h" + random.nextInt(5), "zone", "z" + random.nextInt(2)));
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>();
    values.put("f0", random.nextInt(100) / 4.0);
    if (random.nextBoolean()) {
      values.put("f1", random.nextInt(100) / 4.0);
    }
    if (random.nextBoolean()) {
      values.put("i", random.nextLong(1000));
    }
    if (random.nextInt(4) == 0) {
      values.put("s", "text" + random.nextInt(9));
    }
    if (random.nextInt(4) == 0) {
      values.put("b", random.nextBoolean());
    }
    return values;
  }
}
