package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0s",
    "90m, 5400000000000, 90m",
    "60m, 3600000000000, 1h",
    "1h30m, 5400000000000, 90m",
    "7d, 604800000000000, 1w",
    "5u, 5000, 5u",
    "5µ, 5000, 5u",
    "3ms, 3000000, 3ms",
    "10ns, 10, 10ns",
    "-2w, -1209600000000000, -2w",
    "1s1ms, 1001000000, 1001ms"
  })
  void readsAndWrites(String text, long nanos, String written) {
    assertThat(Durations.parse(text)).isEqualTo(nanos);
    assertThat(Durations.format(nanos)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1", "s", "1x", "1h30", "1us", "1H", "1 h", "1μ", "99999999999999999999s", "1.5s"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessage("invalid duration");
  }

  @ParameterizedTest
  @CsvSource({"10000000w, 10000000w", "1h30000000w, 30000000w", "9223372036s900ms, 900ms"})
  void refusesWhatIsTooLong(String text, String part) {
    assertThatThrownBy(() -> Durations.parse(text))
        .hasMessage("overflowed duration " + part + ": choose a smaller duration or INF");
  }
}
