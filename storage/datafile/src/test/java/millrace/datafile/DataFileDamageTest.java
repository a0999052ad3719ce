package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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

  private static DataFileCheck.Result check(byte[] file) {
    return DataFileCheck.check("f", FileBytes.of(file), FILES, (index, key) -> {});
  }
}
