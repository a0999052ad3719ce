package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Lists of IN as long as programs make them.
class LongListTest {
  private static final int VALUES = 50_000;

  private final TestDatabase database = new TestDatabase(3, 25_000_000_000L);

  @Test
  void manyTagsAndNumbersAreNoDeepTree() {
    database.write("cpu,host=h7 value=7 0\ncpu,host=none value=8 10000000000");
    String tags = IntStream.range(0, VALUES).mapToObj(i -> "'h" + i + "'").collect(Collectors.joining(", "));
    String numbers = IntStream.range(0, VALUES).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    assertThat(database.query("SELECT value FROM cpu WHERE host IN (" + tags + ")")).isEqualTo("cpu time value\n0 7.0\n");
    assertThat(database.query("SELECT value FROM cpu WHERE value NOT IN (" + numbers + ")")).isEmpty();
    assertThat(database.query("SELECT value FROM cpu HAVING value IN (8, " + numbers + ")")).hasLineCount(3);
  }
}
