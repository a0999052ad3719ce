package millrace.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;

/// What happened to some tables, step by step, whatever keeps them: drawn once and told to many stores.
///
/// Time goes on with the writes, over [#SPAN]; some rows come late, by anything up to all of it, and some of those are
/// written over what is there.
record RandomHistory(List<Step> steps) {
  static final long SPAN = 6 * GrowingSchema.DAY;
  static final List<Long> TABLES = List.of(1L, 2L);

  /// Rows come at so many different times.
  private static final int TIMES = 600;

  /// One thing that happens.
  sealed interface Step {}

  /// Rows of one table arrive in one batch.
  record Write(long table, List<Row> rows) implements Step {}

  /// The log begins another segment.
  record Seal() implements Step {}

  /// Rows of all series, or of some, are deleted.
  record Delete(long table, Optional<Set<SeriesKey>> series, TimeSpan span) implements Step {}

  /// A table is dropped with all that it has.
  record Drop(long table) implements Step {}

  /// Rows before an instant have outlived their policy.
  record Expire(long beforeNanos) implements Step {}

  record Row(SeriesKey series, long time, Map<String, Object> values) {}

  static RandomHistory of(Random random, int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(step(random, i, count));
    }
    return new RandomHistory(steps);
  }

  private static Step step(Random random, int index, int count) {
    long table = TABLES.get(random.nextInt(TABLES.size()));
    return switch (random.nextInt(40)) {
      case 0, 1, 2, 3, 4, 5 -> new Seal();
      case 6, 7, 8 -> new Delete(table, Optional.of(someKeys(random)), someSpan(random, SPAN / 3));
      case 9, 10 -> new Delete(table, Optional.empty(), someSpan(random, SPAN / 12));
      case 11 -> new Delete(table, Optional.of(someKeys(random)), TimeSpan.ALL);
      case 12 -> random.nextInt(3) == 0 ? new Drop(table) : new Seal();
      case 13 -> new Expire(time(random.nextInt(1 + TIMES * index / count / 4)));
      default -> new Write(table, rows(random, index, count));
    };
  }

  private static List<Row> rows(Random random, int index, int count) {
    List<Row> rows = new ArrayList<>();
    int now = TIMES * index / count;
    int size = 1 + random.nextInt(random.nextInt(12) == 0 ? 1500 : 40);
    for (int i = 0; i < size; i++) {
      int slot = random.nextInt(4) == 0 ? random.nextInt(now + 1) : now + random.nextInt(TIMES / 20);
      rows.add(new Row(key(random), time(Math.min(slot, TIMES - 1)), values(random)));
    }
    return rows;
  }

  private static long time(int slot) {
    return slot * (SPAN / TIMES);
  }

  private static TimeSpan someSpan(Random random, long longest) {
    long start = random.nextLong(SPAN);
    return new TimeSpan(start, start + random.nextLong(longest));
  }

  private static Set<SeriesKey> someKeys(Random random) {
    Set<SeriesKey> keys = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      keys.add(key(random));
    }
    return keys;
  }

  private static SeriesKey key(Random random) {
    String host = "h" + random.nextInt(6);
    return SeriesKey.of(random.nextInt(6) == 0 ? Map.of("host", host) : Map.of("host", host, "zone", "z" + random.nextInt(2)));
  }

  /// Sums of these floats are exact, in whatever order they are added.
  private static Map<String, Object> values(Random random) {
    Map<String, Object> values = new TreeMap<>();
    values.put("f0", random.nextInt(100) / 4.0);
    if (random.nextBoolean()) {
      values.put("f1", random.nextInt(10_000) / 4.0);
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
