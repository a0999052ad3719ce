package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DuckDB and the reference implementation of Parquet find, row by row and to the bit, what was written: files as
/// snapshots write them (not compressed) and as merges do (zstd).
class OtherReadersTest {
  private static final List<Column> COLUMNS = List.of(
      new Column(1, "host", ColumnType.TAG), new Column(2, "größe", ColumnType.TAG), new Column(3, "f", ColumnType.FLOAT),
      new Column(4, "i", ColumnType.INTEGER), new Column(5, "u", ColumnType.UNSIGNED), new Column(6, "s", ColumnType.STRING),
      new Column(7, "b", ColumnType.BOOLEAN), new Column(8, "never", ColumnType.INTEGER));
  private static final double[] ODD_FLOATS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, Double.MIN_VALUE, -Double.MAX_VALUE, 1.5
  };
  private static final String[] TEXTS = {"", "a", "日本", "😀 \"quoted\"\n", "x".repeat(300)};

  @TempDir Path folder;

  @Test
  void everyValueOfEveryTypeIsTheSame() throws Exception {
    Random random = new Random(17);
    List<String> rows = new ArrayList<>();
    for (Compression compression : Compression.values()) {
      rows.clear();
      Path file = folder.resolve(compression + ".parquet");
      try (DataFileWriter writer = new DataFileWriter(COLUMNS, compression)) {
        for (SeriesKey series : series()) {
          RowBlock block = block(random, 1 + random.nextInt(1500));
          writer.append(series, block);
          note(series, block, rows);
        }
        Files.write(file, writer.finish().bytes());
      }
      assertThat(parquetJava(file)).as("parquet-java, %s", compression).isEqualTo(rows);
      assertThat(duckDb(file)).as("DuckDB, %s", compression).isEqualTo(rows);
    }
  }

  /// A wide table is cut into several row groups, most of whose columns have no values.
  @Test
  void rowGroupsFollowEachOther() throws Exception {
    int fields = 400;
    List<Column> columns = new ArrayList<>(List.of(new Column(1, "host", ColumnType.TAG)));
    IntStream.range(0, fields).forEach(i -> columns.add(new Column(2 + i, "f" + i, ColumnType.INTEGER)));
    int rows = 48_000;
    Path file = folder.resolve("wide.parquet");
    try (DataFileWriter writer = new DataFileWriter(columns, Compression.ZSTD)) {
      for (int series = 0; series < 4; series++) {
        long[] times = IntStream.range(0, rows / 4).mapToLong(i -> i * 10L).toArray();
        List<RowBlock.FieldBlock> blocks = new ArrayList<>();
        for (int field = 0; field < fields; field++) {
          boolean hasValues = field % 100 == 0;
          blocks.add(new RowBlock.FieldBlock(
              times, RowBlock.FieldBlock.NO_STRINGS,
              hasValues ? RowBlock.FieldBlock.ALL_VALID : new long[(times.length + 63) / 64]));
        }
        writer.append(SeriesKey.of(Map.of("host", "h" + series)), new RowBlock(times.length, times, blocks));
      }
      Files.write(file, writer.finish().bytes());
    }
    long sum = 4 * IntStream.range(0, rows / 4).mapToLong(i -> i * 10L).sum();
    try (ParquetFileReader reader = open(file)) {
      assertThat(reader.getRowGroups().size()).isGreaterThan(1);
      assertThat(reader.getRecordCount()).isEqualTo(rows);
      assertThat(reader.getRowGroups()).allSatisfy(group -> assertThat(group.getColumns()).hasSize(columns.size() + 1));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(
            "SELECT count(*), sum(f0), sum(f300), count(f1), count(DISTINCT host) FROM read_parquet('" + file + "')")) {
      found.next();
      assertThat(IntStream.rangeClosed(1, 5).mapToObj(i -> string(found, i)).collect(Collectors.joining(" ")))
          .isEqualTo(rows + " " + sum + " " + sum + " 0 4");
    }
  }

  private static String string(ResultSet found, int column) {
    try {
      return found.getString(column);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<SeriesKey> series() {
    return List.of(
            Map.of("host", ""), Map.of("host", "a b"), Map.of("host", "a,b=c"), Map.of("größe", "groß", "host", "ü"),
            Map.of("größe", "日本", "host", "z"), Map.of("größe", "klein"))
        .stream().map(SeriesKey::of).sorted().toList();
  }

  private static RowBlock block(Random random, int rows) {
    long[] times = new long[rows];
    long time = random.nextLong(-1L << 40, 1L << 60);
    for (int i = 0; i < rows; i++) {
      time += 1 + random.nextInt(1_000_000);
      times[i] = time;
    }
    List<RowBlock.FieldBlock> fields = new ArrayList<>();
    for (Column column : COLUMNS) {
      if (column.type().isField()) {
        fields.add(field(random, column, rows));
      }
    }
    return new RowBlock(rows, times, fields);
  }

  private static RowBlock.FieldBlock field(Random random, Column column, int rows) {
    boolean isText = column.type() == ColumnType.STRING;
    int density = column.name().equals("never") ? 0 : random.nextBoolean() ? 100 : 30;
    long[] bits = new long[isText ? 0 : rows];
    String[] strings = new String[isText ? rows : 0];
    long[] valid = new long[(rows + 63) / 64];
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(100) < density) {
        valid[i >> 6] |= 1L << (i & 63);
        if (isText) {
          strings[i] = TEXTS[random.nextInt(TEXTS.length)];
        } else {
          bits[i] = bits(random, column.type(), i);
        }
      }
    }
    return new RowBlock.FieldBlock(bits, strings, valid);
  }

  private static long bits(Random random, ColumnType type, int row) {
    return switch (type) {
      case FLOAT -> Double.doubleToRawLongBits(
          row % 3 == 0 ? ODD_FLOATS[random.nextInt(ODD_FLOATS.length)] : random.nextGaussian());
      case INTEGER -> row % 5 == 0 ? random.nextLong() : row;
      case UNSIGNED -> row % 5 == 0 ? -1L - random.nextInt(3) : row;
      case BOOLEAN -> random.nextInt(2);
      case STRING, TAG -> throw new IllegalArgumentException(type.name());
    };
  }

  private static void note(SeriesKey series, RowBlock block, List<String> rows) {
    for (int row = 0; row < block.size(); row++) {
      Map<String, String> cells = new TreeMap<>(series.tags());
      cells.put("time", Long.toString(block.times()[row]));
      int field = 0;
      for (Column column : COLUMNS) {
        if (column.type().isField()) {
          RowBlock.FieldBlock values = block.fields().get(field++);
          if ((values.valid()[row >> 6] >> (row & 63) & 1) == 1) {
            cells.put(column.name(), cell(values, row, column.type()));
          }
        }
      }
      rows.add(cells.toString());
    }
  }

  private static String cell(RowBlock.FieldBlock values, int row, ColumnType type) {
    return switch (type) {
      case FLOAT, INTEGER, UNSIGNED -> Long.toHexString(values.bits()[row]);
      case BOOLEAN -> Boolean.toString(values.bits()[row] == 1);
      case STRING, TAG -> values.strings()[row];
    };
  }

  private static ParquetFileReader open(Path file) throws IOException {
    ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
        .withCodecFactory(new ZstdOrNothing())
        .usePageChecksumVerification(true)
        .build();
    return ParquetFileReader.open(new LocalInputFile(file), options);
  }

  private static List<String> parquetJava(Path file) throws IOException {
    List<String> rows = new ArrayList<>();
    try (ParquetFileReader reader = open(file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
        for (long left = pages.getRowCount(); left > 0; left--) {
          rows.add(cells(records.read()).toString());
        }
      }
    }
    return rows;
  }

  private static Map<String, String> cells(Group group) {
    Map<String, String> cells = new TreeMap<>();
    cells.put("time", Long.toString(group.getLong("time", 0)));
    for (Column column : COLUMNS) {
      if (group.getFieldRepetitionCount(column.name()) > 0) {
        cells.put(column.name(), switch (column.type()) {
          case FLOAT -> Long.toHexString(Double.doubleToRawLongBits(group.getDouble(column.name(), 0)));
          case INTEGER, UNSIGNED -> Long.toHexString(group.getLong(column.name(), 0));
          case BOOLEAN -> Boolean.toString(group.getBoolean(column.name(), 0));
          case STRING, TAG -> group.getString(column.name(), 0);
        });
      }
    }
    return cells;
  }

  private static List<String> duckDb(Path file) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT epoch_ns(\"time\") AS \"time\", * EXCLUDE (\"time\") FROM read_parquet('"
            + file + "')")) {
      while (found.next()) {
        Map<String, String> cells = new TreeMap<>();
        cells.put("time", found.getString("time"));
        for (Column column : COLUMNS) {
          Optional<Object> value = Optional.ofNullable(found.getObject(column.name()));
          value.ifPresent(present -> cells.put(column.name(), switch (column.type()) {
            case FLOAT -> Long.toHexString(Double.doubleToRawLongBits((Double) present));
            case INTEGER, UNSIGNED -> Long.toHexString(((Number) present).longValue());
            case BOOLEAN, STRING, TAG -> present.toString();
          }));
        }
        rows.add(cells.toString());
      }
    }
    return rows;
  }

  /// The codecs of our files, without Hadoop's.
  private static final class ZstdOrNothing implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codecName) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codecName) {
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
          return BytesInput.from(plain(codecName, bytes.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size) {
          byte[] packed = new byte[compressedSize];
          input.get(packed);
          output.put(plain(codecName, packed, size));
        }

        @Override
        public void release() {}
      };
    }

    private static byte[] plain(CompressionCodecName codec, byte[] packed, int size) {
      return codec == CompressionCodecName.ZSTD && size > 0 ? Zstd.decompress(packed, size) : packed;
    }

    @Override
    public void release() {}
  }
}
