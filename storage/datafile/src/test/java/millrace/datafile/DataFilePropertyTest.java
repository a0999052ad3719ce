package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.ColumnType;
import millrace.columns.PointSummary;
import millrace.columns.SeriesKey;
import org.apache.parquet.format.Encoding;
import org.junit.jupiter.api.Test;

/// What is written is what is read, and damage is either harmless or said.
class DataFilePropertyTest {
  private final DataFiles files = new DataFiles();

  @Test
  void readsBackWhatWasWritten() {
    Random random = seeded("readsBackWhatWasWritten");
    for (int round = 0; round < 24; round++) {
      boolean isLong = round % 4 == 3;
      SampleTable table =
          SampleTable.random(random, isLong ? 3 : 1 + random.nextInt(60), isLong ? 20_000 : 300, density(random));
      DataFileWriter.Finished finished = table.write(Compression.values()[round % 2], random);
      List<SeriesKey> keys = new ArrayList<>();
      DataFile file = open(finished.bytes(), keys);
      assertThat(keys).containsExactlyElementsOf(table.rows.keySet());
      assertThat(SampleTable.read(file, keys).rows).isEqualTo(table.rows);
      assertThat(file.rowCount()).isEqualTo(finished.rowCount());
      assertThat(file.seriesCount()).isEqualTo(finished.seriesCount());
      assertThat(file.minNanos()).isEqualTo(finished.minNanos());
      assertThat(file.maxNanos()).isEqualTo(finished.maxNanos());
      assertThat(file.columns()).isEqualTo(SampleTable.COLUMNS);
    }
  }

  @Test
  void knowsTheFiguresOfDenseSegments() {
    SampleTable table = SampleTable.random(seeded("knowsTheFiguresOfDenseSegments"), 4, 9000, 100);
    List<SeriesKey> keys = new ArrayList<>();
    DataFile file = open(table.write(Compression.ZSTD, new Random(1)).bytes(), keys);
    int found = 0;
    for (int series = 0; series < keys.size(); series++) {
      for (int segment = file.firstSegment(series); segment < file.firstSegment(series + 1); segment++) {
        List<Map<String, Object>> rows = new ArrayList<>(table.rows.get(keys.get(series))
            .subMap(file.minNanos(segment), true, file.maxNanos(segment), true).values());
        PointSummary summary = file.summary(1, segment);
        assertThat(summary.count()).isEqualTo(rows.size());
        if (summary.figures().isPresent()) {
          long[] values = rows.stream().mapToLong(row -> (Long) row.get("i")).toArray();
          assertThat(summary).isEqualTo(new PointSummary(
              ColumnType.INTEGER, values.length, file.minNanos(segment), file.maxNanos(segment),
              Optional.of(new PointSummary.Figures(
                  LongStream.of(values).sum(), LongStream.of(values).min().getAsLong(),
                  LongStream.of(values).max().getAsLong(), values[0], values[values.length - 1]))));
          found++;
        } else {
          assertThat(rows).hasSizeLessThan(SeriesIndexBuilder.STATISTICS_FROM_ROWS);
        }
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void damageIsCorruptOrHarmless() {
    Random random = seeded("damageIsCorruptOrHarmless");
    SampleTable table = SampleTable.random(random, 20, 200, 70);
    byte[] whole = table.write(Compression.ZSTD, random).bytes();
    int said = 0;
    for (int round = 0; round < 500; round++) {
      byte[] damaged = damage(whole, random);
      try {
        List<SeriesKey> keys = new ArrayList<>();
        DataFile file = open(damaged, keys);
        file.verify();
        assertThat(SampleTable.read(file, keys).rows).isEqualTo(table.rows);
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(e).hasMessageStartingWith("reading data file sample: ");
        said++;
      }
    }
    assertThat(said).isGreaterThan(100);
  }

  @Test
  void undecodableBodiesAreCorruptThoughTheirChecksumsAreRight() {
    Random random = seeded("undecodableBodiesAreCorruptThoughTheirChecksumsAreRight");
    int refused = 0;
    try (PageReader reader = new PageReader()) {
      for (int round = 0; round < 5000; round++) {
        byte[] page = randomPage(random);
        ColumnType type = random.nextBoolean() ? ColumnType.FLOAT : ColumnType.STRING;
        PageReader.Dictionary dictionary = new PageReader.Dictionary(new long[4], new String[4]);
        try {
          reader.values(new StoredPage(page, Compression.NONE, OptionalInt.empty()), 100, type, dictionary);
        } catch (CorruptPage | IndexOutOfBoundsException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(1000, 4999);
  }

  @Test
  void refusesWhatIsNoDataFile() {
    for (byte[] bytes : List.of(new byte[0], new byte[100], "PAR1".getBytes(StandardCharsets.US_ASCII))) {
      assertThatThrownBy(() -> open(bytes, new ArrayList<>()))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }
  }

  private static byte[] randomPage(Random random) {
    ByteSink content = new ByteSink(64);
    int levels = 2 + random.nextInt(3);
    if (random.nextBoolean()) {
      content.putVarint(200);
      content.put(1);
      levels = 3;
    }
    byte[] noise = new byte[random.nextInt(300) + levels];
    random.nextBytes(noise);
    if (random.nextBoolean() && noise.length > 8) {
      ByteSink header = new ByteSink(16);
      header.putVarint(128);
      header.putVarint(4);
      header.putVarint(100);
      System.arraycopy(header.array(), 0, noise, 0, header.size());
    }
    content.putBytes(noise);
    Encoding[] encodings = Encoding.values();
    try (FileOutput file = new FileOutput(Optional::empty); PageOutput pages = new PageOutput(file, Compression.NONE)) {
      pages.data(content, levels, 100, 0, encodings[random.nextInt(encodings.length)]);
      return file.content().range(0, (int) file.size());
    }
  }

  private static byte[] damage(byte[] whole, Random random) {
    byte[] damaged = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged[damaged.length - 1 - random.nextInt(2000)] = (byte) random.nextInt();
      case 2 -> {
        int from = random.nextInt(damaged.length);
        for (int i = from; i < Math.min(damaged.length, from + 64); i++) {
          damaged[i] = (byte) random.nextInt();
        }
      }
      default -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
    }
    return damaged;
  }

  private DataFile open(byte[] bytes, List<SeriesKey> keys) {
    return files.open("sample", FileBytes.of(bytes), (index, key) -> keys.add(SeriesKey.ofCanonical(key)));
  }

  private static int density(Random random) {
    return new int[] {100, 60, 5}[random.nextInt(3)];
  }

  private static Random seeded(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("DataFilePropertyTest." + test + ": repeat with -Dtest.argLine=-Dseed=" + seed);
    return new Random(seed);
  }
}
