package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.SeriesKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No byte of a data file can change unseen.
class DataFileDamageTest {
  private static final DataFiles FILES = new DataFiles();

  @AfterAll
  static void close() {
    FILES.close();
  }

  @Test
  void everyFlippedByteIsFound() {
    long seed = Long.getLong("millrace.seed", 20);
    Random random = new Random(seed);
    for (Compression compression : Compression.values()) {
      byte[] file = SampleTable.random(random, 3, 60, 70).write(compression, random).bytes();
      assertThat(check(file).damage()).isEmpty();
      for (int at = 0; at < file.length; at++) {
        byte[] flipped = file.clone();
        flipped[at] ^= (byte) (1 + random.nextInt(255));
        DataFileCheck.Result result = check(flipped);
        assertThat(result.damage()).as("%s, byte %d of %d, -Dmillrace.seed=%d", compression, at, file.length, seed)
            .isNotEmpty();
      }
    }
  }

  @Test
  void aReaderAnswersRightOrNamesTheFileWhateverByteIsFlipped() {
    long seed = Long.getLong("millrace.seed", 23);
    Random random = new Random(seed);
    for (Compression compression : Compression.values()) {
      SampleTable table = SampleTable.random(random, 3, 90, 70);
      byte[] file = table.write(compression, random).bytes();
      int said = 0;
      for (int at = 0; at < file.length; at++) {
        byte[] flipped = file.clone();
        flipped[at] ^= (byte) (1 + random.nextInt(255));
        try {
          assertThat(read(flipped)).as("%s, byte %d of %d, -Dmillrace.seed=%d", compression, at, file.length, seed)
              .isEqualTo(table.rows);
        } catch (MillraceException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
          assertThat(e).hasMessageStartingWith("reading data file f: ");
          said++;
        }
      }
      assertThat(said).isGreaterThan(file.length / 4);
    }
  }

  @Test
  void aChangedHeaderOfAPageIsSaidToBeOne() {
    Random random = new Random(24);
    byte[] file = SampleTable.random(random, 1, 40, 100).write(Compression.NONE, random).bytes();
    // The first page, of the times, begins behind the magic; its count of rows without a value is of no use to us.
    file[offsetOfNulls(file)] ^= 2;
    assertThatThrownBy(() -> read(file))
        .hasMessage("reading data file f: checksum of a page header differs");
    assertThat(check(file).damage()).first().satisfies(
        damage -> assertThat(damage.part()).isEqualTo("page 0 of column time"));
  }

  /// Files whose index has no checksums of page headers, as the first version wrote them, say what they always did.
  @ParameterizedTest
  @EnumSource(Compression.class)
  void filesOfTheFirstIndexVersionStayReadable(Compression compression) throws IOException {
    String name = "index-version-1-" + compression.name().toLowerCase(Locale.ROOT) + ".parquet";
    byte[] file;
    try (InputStream in = DataFileDamageTest.class.getResourceAsStream(name)) {
      file = in.readAllBytes();
    }
    assertThat(read(file)).isEqualTo(SampleTable.random(new Random(31), 3, 90, 70).rows);
    assertThat(check(file).damage()).isEmpty();
  }

  @Test
  void everyCutIsFound() {
    Random random = new Random(21);
    byte[] file = SampleTable.random(random, 2, 30, 70).write(Compression.ZSTD, random).bytes();
    for (int length = 0; length < file.length; length++) {
      assertThat(check(Arrays.copyOf(file, length)).damage()).as("%d of %d bytes", length, file.length).isNotEmpty();
    }
  }

  @Test
  void namesThePageAndItsPlace() {
    Random random = new Random(22);
    byte[] file = SampleTable.random(random, 1, 40, 100).write(Compression.NONE, random).bytes();
    file[file.length / 4] ^= 1;
    assertThat(check(file).damage()).singleElement().satisfies(damage -> {
      assertThat(damage.part()).startsWith("page 0 of column ");
      assertThat(damage.offset()).isLessThanOrEqualTo(file.length / 4);
      assertThat(damage.offset() + damage.length()).isGreaterThan(file.length / 4);
      assertThat(damage.finding()).isEqualTo("checksum of a page differs");
    });
    assertThat(check(file).file()).as("the rest can be read").isPresent();
  }

  /// Where the second number of the data page's own part is: four numbers come before it, of one field each.
  private static int offsetOfNulls(byte[] file) {
    VarintReader in = new VarintReader(file, 4, file.length);
    for (int field = 0; field < 4; field++) {
      in.skip(1);
      in.varint();
    }
    in.skip(2);
    in.varint();
    in.skip(1);
    return in.position();
  }

  private static Map<SeriesKey, NavigableMap<Long, Map<String, Object>>> read(byte[] file) {
    List<SeriesKey> keys = new ArrayList<>();
    DataFile opened = FILES.open("f", FileBytes.of(file), (index, key) -> keys.add(SeriesKey.ofCanonical(key)));
    return SampleTable.read(opened, keys).rows;
  }

  private static DataFileCheck.Result check(byte[] file) {
    return DataFileCheck.check("f", FileBytes.of(file), FILES, (index, key) -> {});
  }
}
