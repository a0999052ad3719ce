package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import millrace.query.PointWriter.Point;
import org.junit.jupiter.api.Test;

/// Aggregates over random points, windows and groups, against a row-at-a-time evaluation that knows no batches.
final class AggregatePropertyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int ROUNDS = 60;

  /// One value of one series.
  private record Row(String host, long time, double value) {}

  @Test
  void agreesWithARowAtATime() {
    long seed = Long.getLong("millrace.seed", 20261121L);
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      checkRound(random, "repeat with -Dmillrace.seed=" + (seed + round));
    }
  }

  private static void checkRound(Random random, String repeat) {
    TestDatabase database = new TestDatabase(1 + random.nextInt(9), (20 + random.nextInt(200)) * SECOND);
    List<Row> rows = rows(random);
    rows.forEach(
        row ->
            database.write(
                new Point("m", tags(row.host), new TreeMap<>(Map.of("v", row.value)), row.time)));
    long window = (1 + random.nextInt(60)) * SECOND;
    long end = 300 * SECOND;
    boolean grouped = random.nextBoolean();
    for (Map.Entry<String, Function<List<Row>, Double>> function : functions().entrySet()) {
      String query =
          "SELECT %s(v) FROM m WHERE time >= 0 AND time < %dns GROUP BY time(%dns)%s fill(none)"
              .formatted(function.getKey(), end, window, grouped ? ", host" : "");
      assertThat(database.query(query))
          .as("%s; %s", query, repeat)
          .isEqualTo(expected(rows, window, grouped, function.getKey(), function.getValue()));
    }
  }

  private static SortedMap<String, String> tags(String host) {
    return host.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("host", host));
  }

  /// Values are small halves, so that sums are exact in any order.
  private static List<Row> rows(Random random) {
    Map<String, Row> rows = new TreeMap<>();
    int count = 1 + random.nextInt(120);
    for (int i = 0; i < count; i++) {
      String host = List.of("", "a", "b", "c").get(random.nextInt(4));
      long time = random.nextInt(300) * SECOND;
      rows.put(host + '/' + time, new Row(host, time, random.nextInt(41) / 2.0 - 10));
    }
    return new ArrayList<>(rows.values());
  }

  private static Map<String, Function<List<Row>, Double>> functions() {
    return new TreeMap<>(
        Map.of(
            "sum", rows -> rows.stream().mapToDouble(Row::value).sum(),
            "min", rows -> rows.stream().mapToDouble(Row::value).min().orElseThrow(),
            "max", rows -> rows.stream().mapToDouble(Row::value).max().orElseThrow(),
            "spread",
                rows ->
                    rows.stream().mapToDouble(Row::value).max().orElseThrow()
                        - rows.stream().mapToDouble(Row::value).min().orElseThrow(),
            "median", AggregatePropertyTest::median,
            "count", rows -> (double) rows.size()));
  }

  private static Double median(List<Row> rows) {
    List<Double> values = rows.stream().map(Row::value).sorted().toList();
    int middle = values.size() / 2;
    return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  private static String expected(
      List<Row> rows, long window, boolean grouped, String name, Function<List<Row>, Double> function) {
    TreeMap<String, TreeMap<Long, List<Row>>> series = new TreeMap<>();
    for (Row row : rows) {
      series
          .computeIfAbsent(grouped ? row.host : "", h -> new TreeMap<>())
          .computeIfAbsent(Math.floorDiv(row.time, window) * window, w -> new ArrayList<>())
          .add(row);
    }
    StringBuilder text = new StringBuilder();
    series.forEach(
        (host, windows) -> {
          text.append(grouped ? "m{host=" + host + "}" : "m").append(" time ").append(name).append('\n');
          windows.forEach(
              (start, inside) ->
                  text.append(start).append(' ').append(cell(name, function.apply(inside))).append('\n'));
        });
    return text.toString();
  }

  private static String cell(String name, double value) {
    return name.equals("count") ? new BigDecimal(value).toBigInteger().toString() : Double.toString(value);
  }

  @Test
  void countsEveryRowOnce() {
    TestDatabase database = new TestDatabase(2, 50 * SECOND);
    Collection<Row> rows = rows(new Random(7));
    rows.forEach(
        row -> database.write(new Point("m", tags(row.host), new TreeMap<>(Map.of("v", row.value)), row.time)));
    assertThat(database.query("SELECT count(v) FROM m")).isEqualTo("m time count\n0 " + rows.size() + "\n");
  }
}
