package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import org.junit.jupiter.api.Test;

/// The series index printed in the format's description is what the code reads and writes.
class DataFileFormatDocTest {
  private static final Path PAGE = Path.of("../../docs/reference/formats/datafile.md");
  private static final Pattern HEX_BLOCK = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL);
  private static final List<Column> COLUMNS =
      List.of(new Column(1, "host", ColumnType.TAG), new Column(2, "load", ColumnType.FLOAT));

  @Test
  void decodesThePrintedIndex() throws IOException {
    List<String> keys = new ArrayList<>();
    SeriesIndex index = SeriesIndex.read(
        printed(), (number, key) -> keys.add(number + " " + new String(key, StandardCharsets.UTF_8)));
    assertThat(keys).containsExactly("0 host=a", "1 host=b");
    assertThat(index.columns).isEqualTo(COLUMNS);
    assertThat(index.compression).isEqualTo(Compression.NONE);
    assertThat(index.pages.pageCount()).isEqualTo(1);
    assertThat(index.pages.rows(0)).isEqualTo(3);
    assertThat(List.of(index.rows(0), index.rows(1))).containsExactly(2, 1);
    assertThat(List.of(index.minNanos(0), index.minNanos(1))).containsExactly(1000L, 1500L);
    assertThat(List.of(index.maxNanos(0), index.maxNanos(1))).containsExactly(2000L, 1500L);
    assertThat(index.summary(0, 0).count()).isEqualTo(1);
    assertThat(index.summary(0, 1).count()).isEqualTo(1);
    assertThat(index.pages.page(0, 0).offset()).isEqualTo(4);
  }

  @Test
  void writesThePrintedIndex() throws IOException {
    byte[] file = example();
    int footerLength = Decodings.intAt(file, file.length - Trailer.PARQUET_TAIL);
    Trailer trailer = Trailer.read(file, file.length - Trailer.PARQUET_TAIL - footerLength - Trailer.SIZE);
    int from = (int) trailer.indexOffset();
    byte[] index = Zstd.decompress(Arrays.copyOfRange(file, from, from + trailer.indexLength()), trailer.indexSize());
    assertThat(HexFormat.of().formatHex(index)).isEqualTo(HexFormat.of().formatHex(printed()));
  }

  private static byte[] example() {
    try (DataFileWriter writer = new DataFileWriter(COLUMNS, Compression.NONE)) {
      writer.append(SeriesKey.of(Map.of("host", "a")), rows(new long[] {1000, 2000}, new double[] {0.5, 0}, 0b01));
      writer.append(SeriesKey.of(Map.of("host", "b")), rows(new long[] {1500}, new double[] {2}, 0b1));
      return writer.finish().bytes();
    }
  }

  private static RowBlock rows(long[] times, double[] load, long valid) {
    long[] bits = Arrays.stream(load).mapToLong(Double::doubleToRawLongBits).toArray();
    return new RowBlock(times.length, times,
        List.of(new RowBlock.FieldBlock(bits, RowBlock.FieldBlock.NO_STRINGS, new long[] {valid})));
  }

  /// The hex digits of the page; what follows two blanks on a line is a remark.
  private static byte[] printed() throws IOException {
    Matcher block = HEX_BLOCK.matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
    assertThat(block.find()).as("a hex block in %s", PAGE).isTrue();
    StringBuilder digits = new StringBuilder();
    block.group(1).lines().forEach(line -> digits.append(line.split(" {2}", 2)[0].replace(" ", "")));
    return HexFormat.of().parseHex(digits);
  }
}
