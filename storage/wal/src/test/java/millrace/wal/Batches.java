package millrace.wal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// Batches for tests, and batches as text.
final class Batches {
  private static final String[] TEXTS = {
    "", "a", "cpu load", "ıİ", "日本", "\uD83D\uDE00", "x".repeat(200), "a,b=c\\ \n\"\u0000"
  };

  private Batches() {}

  /// One row: table `t`, tag `host=a`, time and integer field `n` both `number`.
  static WriteBatch numbered(long number) {
    FieldRows field =
        new FieldRows("n", ColumnType.INTEGER, new ColumnValues.Integers(new long[] {number}), null);
    TableRows rows =
        new TableRows(
            7, "t", 1, new long[] {number}, new int[] {0}, List.of(SeriesKey.of(Map.of("host", "a"))), List.of(field));
    return new WriteBatch(1, 2, "db", List.of(rows));
  }

  /// The number of a [#numbered] batch.
  static long number(WriteBatch batch) {
    return batch.tables().getFirst().timesNanos()[0];
  }

  static List<Long> numbers(List<WriteBatch> batches) {
    return batches.stream().map(Batches::number).toList();
  }

  static WriteBatch random(Random random) {
    List<TableRows> tables = new ArrayList<>();
    int tableCount = random.nextInt(4);
    for (int i = 0; i < tableCount; i++) {
      tables.add(randomTable(random));
    }
    return new WriteBatch(id(random), id(random), text(random), tables);
  }

  /// Every bit of meaning a batch has, one row a line.
  static String text(WriteBatch batch) {
    StringBuilder out = new StringBuilder();
    out.append(batch.databaseId()).append(' ').append(batch.policyId()).append(' ').append(batch.database());
    for (TableRows rows : batch.tables()) {
      out.append("\ntable ").append(rows.tableId()).append(' ').append(rows.table()).append(rows.seriesKeys());
      for (FieldRows field : rows.fields()) {
        out.append(' ').append(field.name()).append(':').append(field.type());
      }
      for (int row = 0; row < rows.rowCount(); row++) {
        out.append("\n  ").append(rows.timesNanos()[row]).append(" #").append(rows.series()[row]);
        for (FieldRows field : rows.fields()) {
          out.append(" | ").append(field.isPresent(row) ? value(field, row) : "-");
        }
      }
    }
    return out.toString();
  }

  private static String value(FieldRows field, int row) {
    return switch (field.values()) {
      case ColumnValues.Floats(double[] values) ->
          String.format(Locale.ROOT, "%016x", Double.doubleToRawLongBits(values[row]));
      case ColumnValues.Integers(long[] values) -> Long.toString(values[row]);
      case ColumnValues.Booleans(boolean[] values) -> Boolean.toString(values[row]);
      case ColumnValues.Strings(String[] values) -> '"' + values[row] + '"';
    };
  }

  private static TableRows randomTable(Random random) {
    int rowCount = random.nextInt(40);
    int spare = random.nextInt(3);
    long[] times = new long[rowCount + spare];
    int[] series = new int[rowCount + spare];
    int shape = random.nextInt(3);
    int keyCount = shape == 0 ? rowCount : 1 + random.nextInt(5);
    for (int row = 0; row < rowCount; row++) {
      times[row] = random.nextBoolean() ? random.nextLong() : row * 1_000L;
      series[row] = shape == 0 ? row : shape == 1 ? 0 : random.nextInt(keyCount);
    }
    List<SeriesKey> keys = new ArrayList<>();
    for (int i = 0; i < keyCount; i++) {
      keys.add(SeriesKey.of(new TreeMap<>(Map.of("k" + i, "v" + text(random)))));
    }
    List<FieldRows> fields = new ArrayList<>();
    int fieldCount = random.nextInt(6);
    for (int i = 0; i < fieldCount; i++) {
      fields.add(randomField(random, rowCount, rowCount + spare));
    }
    return new TableRows(id(random), text(random), rowCount, times, series, keys, fields);
  }

  private static FieldRows randomField(Random random, int rowCount, int slots) {
    BitSet present = random.nextBoolean() ? null : new BitSet();
    for (int row = 0; row < rowCount && present != null; row++) {
      present.set(row, random.nextInt(3) > 0);
    }
    ColumnType type = ColumnType.values()[random.nextInt(5)];
    return new FieldRows(text(random), type, randomValues(random, type, slots), present);
  }

  private static ColumnValues randomValues(Random random, ColumnType type, int slots) {
    return switch (type) {
      case FLOAT -> new ColumnValues.Floats(random.doubles(slots).toArray());
      case INTEGER, UNSIGNED ->
          new ColumnValues.Integers(random.longs(slots).map(n -> n >> random.nextInt(64)).toArray());
      case BOOLEAN -> {
        boolean[] values = new boolean[slots];
        for (int i = 0; i < slots; i++) {
          values[i] = random.nextBoolean();
        }
        yield new ColumnValues.Booleans(values);
      }
      case STRING, TAG -> {
        String[] values = new String[slots];
        for (int i = 0; i < slots; i++) {
          values[i] = text(random);
        }
        yield new ColumnValues.Strings(values);
      }
    };
  }

  private static long id(Random random) {
    return random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(1000);
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
