package millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S", "30d12h, PT732H", "4 hours, PT4H", "1h 30m, PT1H30M", "100ms, PT0.1S", "1mo, PT720H", "1M, PT730H33M36S",
    "1y6mo, PT13086H", "2w, PT336H", "5ns, PT0.000000005S", "1month, PT730H33M36S", "0h, PT0S"
  })
  void readsNumbersWithUnits(String text, Duration expected) {
    assertThat(HumanDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "''|value was empty",
    "30|time unit needed, for example 30sec or 30ms",
    "d|expected number at 0",
    "-1d|expected number at 0",
    "3x|unknown time unit \"x\", supported units: ns, us, ms, sec, min, hours, days, weeks, months, years (and few variations)"
  })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> HumanDuration.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> HumanDuration.parse("99999999999999999999y")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HumanDuration.parse("9223372036854775807y")).isInstanceOf(IllegalArgumentException.class);
  }
}
