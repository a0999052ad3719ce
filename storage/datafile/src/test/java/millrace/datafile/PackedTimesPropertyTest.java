package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What goes in comes out, in as little memory as it allows.
class PackedTimesPropertyTest {
  @Test
  void keepsEveryInstant() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("PackedTimesPropertyTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      long unit = 1L << random.nextInt(40);
      long base = random.nextLong();
      long reach = 1L << random.nextInt(1, 40);
      keeps(random.longs(1 + random.nextInt(50)).map(any -> base + Math.floorMod(any, reach) * unit).toArray());
    }
  }

  @Test
  void keepsTheEndsOfTime() {
    keeps(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0});
    keeps(new long[] {Long.MIN_VALUE, -1});
    keeps(new long[] {Long.MAX_VALUE});
    keeps(new long[0]);
  }

  @Test
  void takesNoMoreThanNeeded() {
    assertThat(PackedTimes.of(new long[] {7, 7, 7}).sizeBytes()).isZero();
    assertThat(PackedTimes.of(new long[] {5_000_000_000L, 15_000_000_000L, 65_000_000_000L}).sizeBytes()).isEqualTo(12);
    assertThat(PackedTimes.of(new long[] {0, 1L << 32, 1}).sizeBytes()).isEqualTo(24);
  }

  private static void keeps(long[] instants) {
    PackedTimes packed = PackedTimes.of(instants.clone());
    assertThat(LongStream.range(0, instants.length).map(i -> packed.get((int) i)).toArray()).isEqualTo(instants);
  }
}
