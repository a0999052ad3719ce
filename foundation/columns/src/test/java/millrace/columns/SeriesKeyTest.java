package millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesKeyTest {
  private final SeriesKey key = SeriesKey.of(Map.of("host", "a,b c", "zo=ne", "e\\u", "x", "y=z"));

  @Test
  void findsOneTagAsTheWholeSetHasIt() {
    assertThat(key.tags()).isEqualTo(Map.of("host", "a,b c", "zo=ne", "e\\u", "x", "y=z"));
    key.tags().forEach((name, value) -> assertThat(key.tag(name)).contains(value));
    assertThat(key.tag("hos")).isEmpty();
    assertThat(key.tag("hostx")).isEmpty();
    assertThat(SeriesKey.EMPTY.tag("host")).isEmpty();
  }
}
