package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import org.junit.jupiter.api.Test;

/// Rows that cross as columns are the rows that cross one by one: a plugin cannot tell them apart.
class RowFormsPropertyTest {
  private static final List<String> NAMES = List.of("host", "a b", "quote's", "h\"o", "größe", "back\\slash", "line\nbreak");
  private static final String COMPARE = """
      def process_writes(api, batches, args):
          columns, rows = [batch["rows"] for batch in batches]
          assert len(columns) == int(args["rows"]), len(columns)
          assert repr(columns) == repr(rows[:len(columns)]), (columns, rows)
          assert {type(row) for row in columns} == {dict}
          assert all(list(row)[-1] == "time" for row in columns)
          first = dict(columns[0])
          first["mine"] = 1
          assert "mine" not in columns[1]
      """;

  private final long seed = Long.getLong("millrace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void columnsGiveTheRowsThatDictsGive() {
    try (PluginBench bench = new PluginBench()) {
      for (int i = 0; i < 100; i++) {
        List<TableRows> parts = parts();
        TableBatch columns = new TableBatch("t", parts);
        TableBatch rows = new TableBatch("t", withADifferentRow(parts));
        assertThat(columns.chunk(0).type()).as("-Dmillrace.seed=%d", seed).isEqualTo(Frames.COLUMNS);
        assertThat(rows.chunk(rows.chunkCount() - 1).type()).isEqualTo(Frames.ROWS);
        CallOutcome outcome = bench.run(
            bench.worker,
            COMPARE,
            new PluginCall.WriteCall(List.of(columns, rows)),
            Optional.of(Map.of("rows", String.valueOf(columns.rowCount()))),
            Duration.ZERO);
        assertThat(outcome).as("-Dmillrace.seed=%d, case %d", seed, i).isInstanceOf(CallOutcome.Completed.class);
      }
    }
  }

  @Test
  void rowsThatDifferInWhatTheyHaveCrossOneByOne() {
    List<TableRows> parts = parts();
    assertThat(new TableBatch("t", withADifferentRow(parts)).chunk(0).type()).isEqualTo(Frames.ROWS);
    TableRows first = parts.getFirst();
    BitSet butOne = new BitSet();
    butOne.set(0, first.rowCount() - 1);
    FieldRows sparse = new FieldRows("sparse", ColumnType.INTEGER, new ColumnValues.Integers(first.timesNanos()), butOne);
    assertThat(new TableBatch("t", List.of(with(first, sparse))).chunk(0).type()).isEqualTo(Frames.ROWS);
  }

  /// The last row of what this returns has another field, so that the others cannot cross as columns with it.
  private static List<TableRows> withADifferentRow(List<TableRows> parts) {
    List<TableRows> all = new ArrayList<>(parts);
    FieldRows other = new FieldRows("other", ColumnType.BOOLEAN, new ColumnValues.Booleans(new boolean[1]), null);
    all.add(new TableRows(1, "t", 1, new long[1], new int[1], List.of(SeriesKey.EMPTY), List.of(other)));
    return all;
  }

  private static TableRows with(TableRows rows, FieldRows field) {
    List<FieldRows> fields = new ArrayList<>(rows.fields());
    fields.add(field);
    return new TableRows(1, "t", rows.rowCount(), rows.timesNanos(), rows.series(), rows.seriesKeys(), fields);
  }

  private List<TableRows> parts() {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    int tags = random.nextInt(3);
    List<ColumnType> types = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      types.add(List.of(ColumnType.FLOAT, ColumnType.INTEGER, ColumnType.UNSIGNED, ColumnType.BOOLEAN, ColumnType.STRING)
          .get(random.nextInt(5)));
    }
    List<TableRows> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(part(names.subList(0, tags), names.subList(tags, tags + types.size()), types, 16 + random.nextInt(60)));
    }
    return parts;
  }

  private TableRows part(List<String> tagNames, List<String> fieldNames, List<ColumnType> types, int rows) {
    List<SeriesKey> keys = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      Map<String, String> tags = new TreeMap<>();
      tagNames.forEach(name -> tags.put(name, "value ü" + random.nextInt(3)));
      keys.add(SeriesKey.of(tags));
    }
    List<FieldRows> fields = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      fields.add(new FieldRows(fieldNames.get(i), types.get(i), values(types.get(i), rows), null));
    }
    long[] times = random.longs(rows).toArray();
    return new TableRows(1, "t", rows, times, random.ints(rows, 0, keys.size()).toArray(), keys, fields);
  }

  private ColumnValues values(ColumnType type, int rows) {
    return switch (type) {
      case FLOAT -> new ColumnValues.Floats(random.doubles(rows, -1e9, 1e9).toArray());
      case INTEGER, UNSIGNED -> new ColumnValues.Integers(random.longs(rows).toArray());
      case BOOLEAN -> {
        boolean[] flags = new boolean[rows];
        for (int i = 0; i < rows; i++) {
          flags[i] = random.nextBoolean();
        }
        yield new ColumnValues.Booleans(flags);
      }
      default -> new ColumnValues.Strings(
          random.ints(rows).mapToObj(n -> n % 2 == 0 ? "text " + n : "überlang " + "x".repeat(300)).toArray(String[]::new));
    };
  }
}
