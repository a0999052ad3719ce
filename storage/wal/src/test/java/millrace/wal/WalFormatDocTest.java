package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.GrowingMemoryStore;
import org.junit.jupiter.api.Test;

/// The bytes printed in the format's description are what the code reads and writes.
class WalFormatDocTest {
  private static final Path PAGE = Path.of("../../docs/reference/formats/wal.md");
  private static final Pattern HEX_BLOCK = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL);
  private static final UUID WRITER = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  @Test
  void decodesThePrintedExample() throws IOException {
    ScannedSegment segment = SegmentScanner.scan("example", 1, printed(), SegmentHeader.UNKNOWN);

    assertThat(segment.damage()).isEmpty();
    assertThat(segment.header()).hasValue(new SegmentHeader(false, 1, 3, WRITER, SegmentHeader.UNKNOWN, 42));
    assertThat(segment.footer()).isEqualTo(Optional.of(new Footer(1, 2, 42)));
    assertThat(segment.batches()).singleElement().extracting(Batches::text).isEqualTo(Batches.text(example()));
  }

  @Test
  void writesThePrintedExample() throws IOException {
    GrowingMemoryStore store = new GrowingMemoryStore();
    WalOwner owner = new WalOwner("n", 3, WRITER);
    try (Wal wal = new Wal(store, owner, WalOptions.DEFAULTS, () -> 42, new ManualTimer(), _ -> {})) {
      wal.start(1);
      wal.appendNoSync(example());
    }
    String written = HexFormat.of().formatHex(store.get("n/wal/00000000001.wal").orElseThrow());

    assertThat(written).isEqualTo(HexFormat.of().formatHex(printed()));
  }

  private static WriteBatch example() {
    BitSet first = new BitSet();
    first.set(0);
    List<FieldRows> fields =
        List.of(
            new FieldRows("load", ColumnType.FLOAT, new ColumnValues.Floats(new double[] {0.5, 2}), null),
            new FieldRows("note", ColumnType.STRING, new ColumnValues.Strings(new String[] {"up", null}), first));
    List<SeriesKey> keys = List.of(SeriesKey.of(Map.of("host", "a")), SeriesKey.of(Map.of("host", "b")));
    TableRows rows = new TableRows(7, "cpu", 2, new long[] {1000, 1000}, new int[] {0, 1}, keys, fields);
    return new WriteBatch(1, 2, "db", List.of(rows));
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
