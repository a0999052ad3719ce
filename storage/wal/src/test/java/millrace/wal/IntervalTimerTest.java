package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IntervalTimerTest {
  @Test
  void ticksAgainAndAgain() throws InterruptedException {
    CountDownLatch ticks = new CountDownLatch(3);
    try (IntervalTimer timer = new IntervalTimer()) {
      timer.start(Duration.ofMillis(1), ticks::countDown);
      assertThat(ticks.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
