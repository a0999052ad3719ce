package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SegmentTrimTest {
  private static final long NOBODY = Long.MAX_VALUE;
  private final SortedMap<Long, Long> sizes = new TreeMap<>();

  SegmentTrimTest() {
    for (long sequence = 1; sequence <= 6; sequence++) {
      sizes.put(sequence, 10L);
    }
  }

  @Test
  void removesWhatIsCoveredButTheNewestFew() {
    assertThat(SegmentTrim.plan(sizes, 5, 2, NOBODY, 0)).isEqualTo(new SegmentTrim(List.of(1L, 2L, 3L), 0));
    assertThat(SegmentTrim.plan(sizes, 5, 5, NOBODY, 0)).isEqualTo(new SegmentTrim(List.of(), 0));
    assertThat(SegmentTrim.plan(sizes, 0, 0, NOBODY, 0)).isEqualTo(new SegmentTrim(List.of(), 0));
  }

  @Test
  void keepsWhatIsOnHold() {
    assertThat(SegmentTrim.plan(sizes, 6, 0, 4, 100)).isEqualTo(new SegmentTrim(List.of(1L, 2L, 3L), 0));
    assertThat(SegmentTrim.plan(sizes, 6, 0, 1, 100)).isEqualTo(new SegmentTrim(List.of(), 0));
  }

  @Test
  void givesUpTheOldestOnHoldBeyondTheirBytes() {
    assertThat(SegmentTrim.plan(sizes, 6, 0, 2, 30)).isEqualTo(new SegmentTrim(List.of(1L, 2L, 3L), 2));
    assertThat(SegmentTrim.plan(sizes, 6, 1, 2, 30)).isEqualTo(new SegmentTrim(List.of(1L, 2L), 1));
    assertThat(SegmentTrim.plan(sizes, 6, 0, 1, 0)).isEqualTo(new SegmentTrim(List.of(1L, 2L, 3L, 4L, 5L, 6L), 6));
  }
}
