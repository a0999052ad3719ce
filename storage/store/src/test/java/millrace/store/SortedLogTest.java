package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;
import org.junit.jupiter.api.Test;

class SortedLogTest {
  private static final int SERIES = 9;

  private final GrowingSchema schema = new GrowingSchema();
  private final RowLog log = new RowLog(1);

  @Test
  void givesTheLastWrittenValueOfEachTimeAscendingWhateverTheOrderOfWriting() {
    Rows rows = new Rows(schema, 7);
    rows.add(Map.of("host", "a"), 5, Map.of("x", 1.0, "note", "old"));
    rows.add(Map.of("host", "b"), 1, Map.of("x", 2.0));
    rows.add(Map.of("host", "a"), 3, Map.of("x", 3.0));
    rows.add(Map.of("host", "a"), 5, Map.of("note", "new"));
    append(rows);
    SortedLogSource sorted = new SortedLogSource(log);
    assertThat(read(sorted, 0, TimeSpan.ALL).lines())
        .containsExactlyInAnyOrder("times [3, 5]", "x {3=3.0, 5=1.0}", "note {5=new}");
    assertThat(read(sorted, 1, TimeSpan.ALL)).isEqualTo("times [1]\nx {1=2.0}\n");
    assertThat(read(sorted, 0, new TimeSpan(4, 5))).isEmpty();
  }

  @Test
  void readsWritesThatOvertookEachOtherAsTheLogDoes() {
    for (int batch : new int[] {1, 0, 3, 2, 5, 4, 4, 7, 6}) {
      Rows rows = new Rows(schema, 7);
      for (int i = 0; i < 30; i++) {
        rows.add(Map.of("host", i % 2 == 0 ? "a" : "b"), batch * 10 + i / 3, Map.of("x", batch + i / 100.0));
      }
      append(rows);
    }
    LogSource plain = new LogSource(log);
    SortedLogSource sorted = new SortedLogSource(log);
    for (int series : new int[] {0, 1}) {
      assertThat(read(sorted, series, TimeSpan.ALL))
          .isEqualTo(read(plain, series, TimeSpan.ALL))
          .startsWith("times [0, ");
    }
  }

  @Test
  void readsAsTheLogDoes() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("SortedLogTest: repeat with -Dtest.argLine=-Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int batch = 0; batch < 40; batch++) {
      append(randomRows(random));
    }
    LogSource plain = new LogSource(log);
    SortedLogSource sorted = new SortedLogSource(log);
    for (int series = 0; series < SERIES + 1; series++) {
      long from = random.nextLong(-10, 110);
      for (TimeSpan span : List.of(TimeSpan.ALL, new TimeSpan(from, from + random.nextLong(60)))) {
        assertThat(read(sorted, series, span)).as("series %d in %s", series, span).isEqualTo(read(plain, series, span));
        assertThat(sorted.hasRows(series, span, DeletedSpans.NONE))
            .isEqualTo(plain.hasRows(series, span, DeletedSpans.NONE));
      }
    }
  }

  private Rows randomRows(SplittableRandom random) {
    Rows rows = new Rows(schema, 7);
    boolean isInOrder = random.nextBoolean();
    for (int i = 0; i < random.nextInt(1, 300); i++) {
      Map<String, Object> values = new TreeMap<>(Map.of("always", random.nextLong()));
      if (random.nextBoolean()) {
        values.put("x", random.nextDouble());
      }
      if (random.nextInt(4) == 0) {
        values.put("note", "text" + i);
        values.put("up", random.nextBoolean());
      }
      String host = String.valueOf((char) ('a' + random.nextInt(SERIES)));
      rows.add(Map.of("host", host), isInOrder ? i / 3 : random.nextInt(100), values);
    }
    return rows;
  }

  private void append(Rows rows) {
    TableRows table = rows.batch().tables().getFirst();
    int[] every = new int[table.rowCount()];
    for (int i = 0; i < every.length; i++) {
      every[i] = i;
    }
    int[] ordinals = table.seriesKeys().stream()
        .mapToInt(key -> key.tag("host").orElseThrow().charAt(0) - 'a')
        .toArray();
    List<Column> columns = table.fields().stream()
        .map(field -> schema.columns(7).stream()
            .filter(column -> column.name().equals(field.name()) && column.type() == field.type())
            .findFirst()
            .orElseThrow())
        .toList();
    log.append(table, every, every.length, ordinals, columns);
  }

  private String read(Source source, int series, TimeSpan span) {
    StringBuilder text = new StringBuilder();
    source.times(series, span, true).ifPresent(stream -> {
      Points points = stream.next().orElseThrow();
      List<Long> times = new ArrayList<>();
      for (int i = points.from; i < points.to; i++) {
        times.add(points.times[i]);
      }
      text.append("times ").append(times).append('\n');
    });
    for (Column field : source.fields()) {
      Optional<PointStream> stream = source.points(series, field, span, true);
      stream.ifPresent(found -> text.append(field.name()).append(' ').append(values(found, field.type())).append('\n'));
    }
    return text.toString();
  }

  private static Map<Long, Object> values(PointStream stream, ColumnType type) {
    Map<Long, Object> values = new TreeMap<>();
    Points points = stream.next().orElseThrow();
    for (int i = points.from; i < points.to; i++) {
      Object value = switch (type) {
        case STRING -> points.strings[i];
        case FLOAT -> Double.longBitsToDouble(points.bits[i]);
        case INTEGER, UNSIGNED, BOOLEAN, TAG -> points.bits[i];
      };
      assertThat(values.put(points.times[i], value)).isNull();
    }
    return values;
  }
}
