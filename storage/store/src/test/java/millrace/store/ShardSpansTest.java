package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import millrace.base.TimeSpan;
import org.junit.jupiter.api.Test;

class ShardSpansTest {
  @Test
  void startsWeeksOnMonday() {
    assertThat(ShardSpans.around(nanos("2026-11-21T11:44:57Z"), Duration.ofDays(7).toNanos()))
        .isEqualTo(new TimeSpan(nanos("2026-11-16T00:00:00Z"), nanos("2026-11-23T00:00:00Z")));
  }

  @Test
  void startsDaysAtMidnightBeforeTheEpochToo() {
    assertThat(ShardSpans.around(-1, Duration.ofDays(1).toNanos()))
        .isEqualTo(new TimeSpan(nanos("1969-12-31T00:00:00Z"), 0));
  }

  @Test
  void endsWithRepresentableTime() {
    long week = Duration.ofDays(7).toNanos();
    TimeSpan first = ShardSpans.around(Long.MIN_VALUE + 5, week);
    assertThat(first.startNanos()).isEqualTo(Long.MIN_VALUE);
    assertThat(first.contains(Long.MIN_VALUE + 5)).isTrue();
    assertThat(ShardSpans.around(Long.MAX_VALUE - 1, week).endNanos()).isEqualTo(Long.MAX_VALUE);
  }

  private static long nanos(String instant) {
    return TimeUnit.SECONDS.toNanos(Instant.parse(instant).getEpochSecond());
  }
}
