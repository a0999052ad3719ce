package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import millrace.plugins.AlarmClock.Alarm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemAlarmClockTest {
  private final SystemAlarmClock clock = new SystemAlarmClock();
  private final List<String> rung = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void ringsInTheOrderOfTimeAndNotBefore() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    long now = clock.nowNanos();
    List<Long> times = new CopyOnWriteArrayList<>();
    clock.at(
        now + 30_000_000,
        () -> {
          rung.add("late");
          times.add(clock.nowNanos());
          done.countDown();
        });
    clock.at(now + 10_000_000, () -> rung.add("early"));
    clock.at(now - 1, () -> rung.add("overdue"));
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rung).containsExactly("overdue", "early", "late");
    assertThat(times.getFirst()).isGreaterThanOrEqualTo(now + 30_000_000);
  }

  @Test
  void cancelledAlarmsDoNotRingAndFailingOnesDoNoHarm() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    long now = clock.nowNanos();
    clock.at(now, () -> await(ready));
    Alarm cancelled = clock.at(now, () -> rung.add("cancelled"));
    clock.at(
        now,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    clock.at(now, done::countDown);
    cancelled.cancel();
    cancelled.cancel();
    ready.countDown();
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rung).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
