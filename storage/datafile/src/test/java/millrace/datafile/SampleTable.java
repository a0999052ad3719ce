package millrace.datafile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;

/// A made-up table of every type, as plain maps and as a file.
final class SampleTable {
  static final List<Column> COLUMNS =
      List.of(
          new Column(1, "host", ColumnType.TAG),
          new Column(2, "zone", ColumnType.TAG),
          new Column(3, "f", ColumnType.FLOAT),
          new Column(4, "i", ColumnType.INTEGER),
          new Column(5, "u", ColumnType.UNSIGNED),
          new Column(6, "s", ColumnType.STRING),
          new Column(7, "b", ColumnType.BOOLEAN),
          new Column(8, "zone", ColumnType.FLOAT));

  /// Values by series, time and field; at least one in every row.
  final NavigableMap<SeriesKey, NavigableMap<Long, Map<String, Object>>> rows = new TreeMap<>();

  /// @param density chance in percent that a row has a field
  static SampleTable random(Random random, int series, int maxRows, int density) {
    SampleTable table = new SampleTable();
    for (int s = 0; s < series; s++) {
      Map<String, String> tags =
          random.nextInt(5) == 0 ? Map.of("host", "h " + s) : Map.of("host", "h" + s, "zone", "z" + s % 3);
      NavigableMap<Long, Map<String, Object>> rows = new TreeMap<>();
      int count = 1 + random.nextInt(maxRows);
      long time = random.nextLong(-1L << 40, 1L << 60);
      boolean isRegular = random.nextBoolean();
      int floatKind = random.nextInt(3);
      for (int i = 0; i < count; i++) {
        time += isRegular ? 10_000_000_000L : 1 + random.nextLong(1L << 34);
        rows.put(time, row(random, density, floatKind, i));
      }
      table.rows.put(SeriesKey.of(tags), rows);
    }
    return table;
  }

  private static Map<String, Object> row(Random random, int density, int floatKind, int i) {
    Map<String, Object> row = new TreeMap<>();
    while (row.isEmpty()) {
      put(row, random, density, "f", switch (floatKind) {
        case 0 -> random.nextInt(1000) / 100.0;
        case 1 -> random.nextGaussian();
        default -> Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52));
      });
      put(row, random, density, "i", i % 7 == 0 ? random.nextLong() : (long) i * 3);
      put(row, random, density, "u", random.nextInt(9) == 0 ? -1L - random.nextInt(5) : random.nextLong(200));
      put(row, random, density, "s",
          random.nextInt(3) == 0 ? "text " + random.nextInt(40_000) : "ünï" + random.nextInt(5));
      put(row, random, density, "b", random.nextInt(10) == 0);
      put(row, random, density, "zone::float", (double) i);
    }
    return row;
  }

  private static void put(Map<String, Object> row, Random random, int density, String field, Object value) {
    if (random.nextInt(100) < density) {
      row.put(field, value);
    }
  }

  DataFileWriter.Finished write(Compression compression, Random random) {
    try (DataFileWriter writer = new DataFileWriter(COLUMNS, compression)) {
      rows.forEach((key, byTime) -> {
        List<Map.Entry<Long, Map<String, Object>>> left = new ArrayList<>(byTime.entrySet());
        while (!left.isEmpty()) {
          List<Map.Entry<Long, Map<String, Object>>> part =
              left.subList(0, Math.min(left.size(), 1 + random.nextInt(9000)));
          writer.append(key, block(part, random.nextInt(3)));
          part.clear();
        }
      });
      return writer.finish();
    }
  }

  static String fileName(Column column) {
    return column.id() == 8 ? "zone::float" : column.name();
  }

  /// @param first slot of the first row and value, where others stand before it
  private static RowBlock block(List<Map.Entry<Long, Map<String, Object>>> rows, int first) {
    long[] times = new long[first + rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      times[first + i] = rows.get(i).getKey();
    }
    List<RowBlock.FieldBlock> fields = new ArrayList<>();
    for (Column column : COLUMNS) {
      if (column.type().isField()) {
        fields.add(field(rows, column, first));
      }
    }
    return new RowBlock(rows.size(), times, first, fields);
  }

  private static RowBlock.FieldBlock field(
      List<Map.Entry<Long, Map<String, Object>>> rows, Column column, int first) {
    boolean isString = column.type() == ColumnType.STRING;
    long[] bits = new long[isString ? 0 : first + rows.size()];
    String[] strings = new String[isString ? first + rows.size() : 0];
    long[] valid = new long[(rows.size() + 63) / 64];
    int count = 0;
    for (int i = 0; i < rows.size(); i++) {
      Object value = rows.get(i).getValue().get(fileName(column));
      if (value != null) {
        valid[i >> 6] |= 1L << (i & 63);
        count++;
        if (isString) {
          strings[first + i] = (String) value;
        } else {
          bits[first + i] = bits(value);
        }
      }
    }
    boolean isDense = count == rows.size();
    return new RowBlock.FieldBlock(bits, strings, first, isDense ? RowBlock.FieldBlock.ALL_VALID : valid);
  }

  static long bits(Object value) {
    return switch (value) {
      case Double d -> Double.doubleToRawLongBits(d);
      case Long l -> l;
      case Boolean b -> b ? 1 : 0;
      default -> throw new IllegalArgumentException("no bits for " + value);
    };
  }

  /// Reads a file back into the same shape, through segments and pages.
  static SampleTable read(DataFile file, List<SeriesKey> keys) {
    SampleTable table = new SampleTable();
    for (int series = 0; series < file.seriesCount(); series++) {
      NavigableMap<Long, Map<String, Object>> rows = new TreeMap<>();
      for (int segment = file.firstSegment(series); segment < file.firstSegment(series + 1); segment++) {
        readSegment(file, segment, rows);
      }
      table.rows.put(keys.get(series), rows);
    }
    return table;
  }

  private static void readSegment(DataFile file, int segment, Map<Long, Map<String, Object>> rows) {
    long[] times = file.times(file.page(segment));
    int first = file.firstRow(segment);
    int end = first + file.rows(segment);
    if (times[first] != file.minNanos(segment) || times[end - 1] != file.maxNanos(segment)) {
      throw new AssertionError("segment bounds differ");
    }
    for (int row = first; row < end; row++) {
      rows.put(times[row], new TreeMap<>());
    }
    for (int f = 0; f < file.fields().size(); f++) {
      Column field = file.fields().get(f);
      ColumnPage page = file.values(f, file.page(segment));
      boolean any = false;
      for (int row = first; row < end; row++) {
        if (page.isValid(row)) {
          any = true;
          rows.get(times[row]).put(fileName(field), value(page, row, field.type()));
        }
      }
      if (any == file.isAbsent(f, segment)) {
        throw new AssertionError("index says absent: " + !any);
      }
    }
  }

  private static Object value(ColumnPage page, int row, ColumnType type) {
    return switch (type) {
      case FLOAT -> Double.longBitsToDouble(page.bits()[row]);
      case INTEGER, UNSIGNED -> page.bits()[row];
      case BOOLEAN -> page.bits()[row] == 1;
      case STRING -> page.strings()[row];
      case TAG -> throw new IllegalStateException("tags are in the key");
    };
  }
}
