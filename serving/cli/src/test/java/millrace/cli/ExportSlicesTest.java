package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExportSlicesTest {
  private static final long DAY = 86_400_000_000_000L;
  private static final long HOUR = DAY / 24;

  @Test
  void slicesOfLittleGrowAndEndWithDays() {
    assertThat(cut(new ExportSlices(5, 20 * DAY), 0)).containsExactly(
        "5-" + (DAY - 1), DAY + "-" + (3 * DAY - 1), 3 * DAY + "-" + (7 * DAY - 1), 7 * DAY + "-" + (15 * DAY - 1),
        15 * DAY + "-" + 20 * DAY);
  }

  @Test
  void slicesOfMuchShrinkToAnHour() {
    List<String> slices = cut(new ExportSlices(0, 2 * DAY), ExportSlices.MUCH + 1);
    assertThat(slices.subList(0, 3)).containsExactly("0-" + (DAY - 1), DAY + "-" + (DAY + 12 * HOUR - 1),
        DAY + 12 * HOUR + "-" + (DAY + 18 * HOUR - 1));
    assertThat(slices.getLast()).isEqualTo(2 * DAY + "-" + 2 * DAY);
  }

  @Test
  void slicesMeetWithoutGapsAndOverlaps() {
    long seed = Long.getLong("millrace.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      long first = random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextLong() >> random.nextInt(1, 20);
      long last = random.nextInt(10) == 0 ? Long.MAX_VALUE : first + (random.nextLong(1L << 60) >> random.nextInt(20));
      ExportSlices slices = new ExportSlices(first, last);
      long next = first;
      while (slices.hasNext()) {
        assertThat(slices.from()).isEqualTo(next);
        assertThat(slices.to()).isBetween(next, last);
        next = slices.to() + 1;
        slices.done(0);
      }
      assertThat(next - 1).isEqualTo(last);
    }
    assertThat(new ExportSlices(0, -1).hasNext()).isFalse();
  }

  private static List<String> cut(ExportSlices slices, long bytes) {
    List<String> cut = new ArrayList<>();
    while (slices.hasNext()) {
      cut.add(slices.from() + "-" + slices.to());
      slices.done(bytes);
    }
    return cut;
  }
}
