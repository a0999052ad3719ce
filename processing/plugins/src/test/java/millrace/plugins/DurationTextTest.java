package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0,PT0S", "1ns,PT0.000000001S", "1 nanos,PT0.000000001S", "3nsec,PT0.000000003S",
    "1us,PT0.000001S", "1usec,PT0.000001S", "1µs,PT0.000001S", "2millis,PT0.002S", "2msec,PT0.002S", "2ms,PT0.002S",
    "1s,PT1S", "1sec,PT1S", "2secs,PT2S", "1second,PT1S", "2seconds,PT2S",
    "1m,PT1M", "1min,PT1M", "2mins,PT2M", "1minute,PT1M", "2minutes,PT2M",
    "1h,PT1H", "1hr,PT1H", "2hrs,PT2H", "1hour,PT1H", "2hours,PT2H",
    "1d,PT24H", "1day,PT24H", "2days,PT48H", "1w,PT168H", "1wk,PT168H", "1wks,PT168H", "1week,PT168H", "1weeks,PT168H",
    "1M,PT2630016S", "1month,PT2630016S", "2months,PT5260032S",
    "1y,PT31557600S", "1yr,PT31557600S", "1yrs,PT31557600S", "1year,PT31557600S", "1years,PT31557600S",
    "1h 30m,PT90M", "1h30m,PT90M", "90m,PT90M", "1 hour 30 min,PT90M", " 2days 5h ,PT53H",
    "1.5s,PT1.5S", "0.25ms,PT0.00025S", "30m 1h,PT90M"
  })
  void reads(String text, Duration duration) {
    assertThat(DurationText.parse(text)).hasValue(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "10", "00", "s", "-5s", "+5s", "1e3s", "5 x", "1S", "1H", "1.s", ".5s", "1.5ns", "1..5s", "1s5",
        "1s,2s", "99999999999999999999s", "18446744073709551615y", "1\ns x", "١s"
      })
  void refuses(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0s", "PT1M30S,1m 30s", "PT24H,1day", "PT48H,2days", "PT2630016S,1month", "PT31557600S,1year",
    "PT63115200S,2years", "PT0.001234567S,1ms 234us 567ns", "PT25H1.0000001S,1day 1h 1s 100ns"
  })
  void prints(Duration duration, String text) {
    assertThat(DurationText.format(duration)).isEqualTo(text);
  }

  @Test
  void readsBackWhatItPrints() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      long bound = 1L << random.nextInt(1, 62);
      Duration duration = Duration.ofNanos(random.nextLong(bound));
      String text = DurationText.format(duration);
      assertThat(DurationText.parse(text)).as("seed %d, text %s", seed, text).hasValue(duration);
      assertThat(DurationText.parse(text.replace(" ", ""))).as("seed %d, text %s", seed, text).hasValue(duration);
    }
  }
}
