package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;
import millrace.columns.TableReader;
import org.junit.jupiter.api.Test;

/// One random history of writes and deletions, told to the store and to a plain model; both must read the same, and a
/// reader must go on reading what there was when it was opened.
class StoreModelTest {
  private static final long TABLE = 7;
  private static final long SPAN = 4 * GrowingSchema.DAY;

  private final GrowingSchema schema = new GrowingSchema();
  private final Store store = new Store(schema);
  private final TableModel model = new TableModel();

  private record Opened(TableReader reader, TableModel model) {}

  @Test
  void readsWhatAPlainModelHolds() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("StoreModelTest: repeat with -Dtest.argLine=-Dseed=" + seed);
    Random random = new Random(seed);
    List<Opened> opened = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(12)) {
        case 0 -> delete(random);
        case 1 -> opened.add(new Opened(store.open(TABLE), model.copy()));
        case 2 -> {
          if (!opened.isEmpty()) {
            Opened one = opened.remove(random.nextInt(opened.size()));
            compare(one.reader, one.model, random);
            one.reader.close();
          }
        }
        default -> write(random, step);
      }
      try (TableReader reader = store.open(TABLE)) {
        compare(reader, model, random);
      }
    }
  }

  private void compare(TableReader reader, TableModel expected, Random random) {
    long a = random.nextLong(SPAN);
    long b = random.nextLong(SPAN);
    TimeSpan span = random.nextInt(3) == 0 ? new TimeSpan(Math.min(a, b), Math.max(a, b)) : TimeSpan.ALL;
    boolean ascending = random.nextBoolean();
    assertThat(TableModel.text(reader, span, ascending)).isEqualTo(expected.text(span, ascending));
    assertThat(TableModel.scannedText(reader, span)).isEqualTo(expected.text(span, true));
    assertThat(TableModel.seriesText(reader)).isEqualTo(expected.seriesText());
  }

  private void write(Random random, long sequence) {
    Rows rows = new Rows(schema, TABLE);
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      SeriesKey series = SeriesKey.of(Map.of("host", "h" + random.nextInt(5), "zone", "z" + random.nextInt(2)));
      long time = random.nextInt(4) == 0 ? random.nextLong(SPAN) : random.nextInt(60) * (SPAN / 60);
      Map<String, Object> values = values(random);
      rows.add(series, time, values);
      model.write(series, time, values);
    }
    store.apply(rows.batch(), sequence);
  }

  private static Map<String, Object> values(Random random) {
    Map<String, Object> values = new TreeMap<>();
    values.put("f" + random.nextInt(2), random.nextInt(100) / 4.0);
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

  private void delete(Random random) {
    long start = random.nextLong(SPAN);
    TimeSpan span =
        random.nextInt(5) == 0 ? TimeSpan.ALL : new TimeSpan(start, start + random.nextLong(SPAN / 3));
    if (random.nextInt(6) == 0) {
      store.delete(TABLE, new SeriesSelection.All(), span);
      model.delete(series -> true, span);
      return;
    }
    Set<SeriesKey> keys = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      keys.add(SeriesKey.of(Map.of("host", "h" + random.nextInt(6), "zone", "z" + random.nextInt(2))));
    }
    store.delete(TABLE, new SeriesSelection.Keys(keys), span);
    model.delete(series -> keys.stream().anyMatch(key -> key.toString().equals(series)), span);
  }
}
