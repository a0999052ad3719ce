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

  /// How much there is in a history.
  ///
  /// @param times rows come at so many different times
  /// @param hosts series are these, half of them in two zones or none
  /// @param rows of a usual batch at most
  /// @param manyRows of one batch in twelve at most
  record Size(int times, int hosts, int rows, int manyRows) {
    static final Size USUAL = new Size(600, 6, 40, 1500);

    /// Little data for many steps.
    static final Size SMALL = new Size(24, 2, 5, 12);
  }

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

  static RandomHistory of(Random random, int count, Size size) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(step(random, i, count, size));
    }
    return new RandomHistory(steps);
  }

  private static Step step(Random random, int index, int count, Size size) {
    long table = TABLES.get(random.nextInt(TABLES.size()));
    return switch (random.nextInt(40)) {
      case 0, 1, 2, 3, 4, 5 -> new Seal();
      case 6, 7, 8 -> new Delete(table, Optional.of(someKeys(random, size)), someSpan(random, SPAN / 3));
      case 9, 10 -> new Delete(table, Optional.empty(), someSpan(random, SPAN / 12));
      case 11 -> new Delete(table, Optional.of(someKeys(random, size)), TimeSpan.ALL);
      case 12 -> random.nextInt(3) == 0 ? new Drop(table) : new Seal();
      case 13 -> new Expire(time(random.nextInt(1 + size.times * index / count / 4), size));
      default -> new Write(table, rows(random, index, count, size));
    };
  }

  private static List<Row> rows(Random random, int index, int count, Size size) {
    List<Row> rows = new ArrayList<>();
    int now = size.times * index / count;
    int most = random.nextInt(12) == 0 ? size.manyRows : size.rows;
    for (int i = random.nextInt(most); i >= 0; i--) {
      int slot = random.nextInt(4) == 0 ? random.nextInt(now + 1) : now + random.nextInt(Math.max(2, size.times / 20));
      rows.add(new Row(key(random, size), time(Math.min(slot, size.times - 1), size), values(random)));
    }
    return rows;
  }

  private static long time(int slot, Size size) {
    return slot * (SPAN / size.times);
  }

  private static TimeSpan someSpan(Random random, long longest) {
    long start = random.nextLong(SPAN);
    return new TimeSpan(start, start + random.nextLong(longest));
  }

  private static Set<SeriesKey> someKeys(Random random, Size size) {
    Set<SeriesKey> keys = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      keys.add(key(random, size));
    }
    return keys;
  }

  private static SeriesKey key(Random random, Size size) {
    String host = "h" + random.nextInt(size.hosts);
    return SeriesKey.of(
        random.nextInt(6) == 0 ? Map.of("host", host) : Map.of("host", host, "zone", "z" + random.nextInt(2)));
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
