package millrace.query.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteadyWindowsTest {
  private static final long HOUR = 3_600_000_000_000L;

  @Test
  void windowsFarFromAChangeOfClocksAreSteady() {
    assertThat(windows("Europe/Berlin", "2023-06-01T00:00:00Z", "2023-09-01T00:00:00Z", 24 * HOUR).isSteady()).isTrue();
    assertThat(windows("Asia/Kathmandu", "2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z", 24 * HOUR).isSteady()).isTrue();
  }

  @Test
  void windowsAroundAChangeOfClocksAreNot() {
    assertThat(windows("Europe/Berlin", "2023-10-01T00:00:00Z", "2023-11-01T00:00:00Z", HOUR).isSteady()).isFalse();
    assertThat(windows("Europe/Berlin", "2023-10-29T02:00:00Z", "2023-10-30T00:00:00Z", HOUR).isSteady()).isFalse();
    assertThat(windows("Europe/Berlin", "2023-10-01T00:00:00Z", "2023-10-28T00:00:00Z", 168 * HOUR).isSteady()).isFalse();
  }

  @Test
  void steadyWindowsBeginWhereTheirStartsDo() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String zone = random.nextBoolean() ? "America/New_York" : "Asia/Kathmandu";
      Instant from = Instant.ofEpochSecond(1_600_000_000L + random.nextInt(200_000_000));
      Instant to = from.plusSeconds(random.nextInt(10_000_000));
      Windows windows = windows(zone, from.toString(), to.toString(), (1 + random.nextInt(200)) * HOUR);
      if (windows.isSteady()) {
        long time = windows.minNanos() + (long) (random.nextDouble() * (windows.maxNanos() - windows.minNanos()));
        long start = windows.start(time);
        assertThat(windows.start(start)).as("-Dmillrace.seed=%d", seed).isEqualTo(start);
        assertThat(windows.end(time)).as("-Dmillrace.seed=%d", seed).isEqualTo(start + windows.intervalNanos());
        assertThat(time).isBetween(start, windows.end(time) - 1);
      }
    }
  }

  private static Windows windows(String zone, String from, String to, long intervalNanos) {
    return new Windows(
        intervalNanos, 0, Optional.of(new ZoneOffsets(ZoneId.of(zone))), nanos(from), nanos(to) - 1);
  }

  private static long nanos(String instant) {
    return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
  }
}
