package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A filter never denies what is there, and seldom admits what is not.
class TagFilterTest {
  @Test
  void admitsWhatIsThereAndFewOthers() {
    for (int count : new int[] {1, 2, 3, 7, 50, TagFilter.MOST_VALUES}) {
      TagFilter filter = filter(count);
      for (int i = 0; i < count; i++) {
        assertThat(filter.mayHave("host", "server-" + i)).isTrue();
      }
      long wrong = IntStream.range(0, 20_000).filter(i -> filter.mayHave("host", "other-" + i)).count();
      assertThat(wrong).as("%d values", count).isLessThan(600);
      assertThat(IntStream.range(0, count).filter(i -> filter.mayHave("rack", "server-" + i)).count())
          .isLessThanOrEqualTo(2 + count / 20);
    }
  }

  @Test
  void admitsEverythingWhereThereAreTooMany() {
    assertThat(filter(TagFilter.MOST_VALUES + 1).bits()).isEmpty();
    assertThat(TagFilter.ANY.mayHave("host", "a")).isTrue();
  }

  private static TagFilter filter(int values) {
    TagFilter.Builder builder = new TagFilter.Builder(List.of("rack", "host"));
    IntStream.range(0, values).forEach(i -> builder.add(1, "server-" + i));
    return builder.build();
  }
}
