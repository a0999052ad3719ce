package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void asManyRunAtOnceAsMayAndNoMore() {
    CyclicBarrier three = new CyclicBarrier(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (InFlight requests = new InFlight(3)) {
      for (int i = 0; i < 9; i++) {
        requests.run(() -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          try {
            three.await(1, TimeUnit.MINUTES);
          } catch (Exception alone) {
            throw new IllegalStateException(alone);
          }
          running.decrementAndGet();
        });
      }
      requests.done();
    }
    assertThat(most).hasValue(3);
  }

  @Test
  void theFirstFailureEndsAll() {
    AtomicInteger begun = new AtomicInteger();
    try (InFlight requests = new InFlight(1)) {
      requests.run(begun::incrementAndGet);
      requests.run(() -> {
        throw new CommandFailure("full");
      });
      assertThatThrownBy(() -> {
        requests.run(begun::incrementAndGet);
        requests.done();
      }).isInstanceOf(CommandFailure.class).hasMessage("full");
    }
    assertThat(begun).hasValue(1);
  }

  @Test
  void anErrorIsAFailureToo() {
    try (InFlight requests = new InFlight(2)) {
      requests.run(() -> {
        throw new OutOfMemoryError("no room");
      });
      assertThatThrownBy(requests::done).hasRootCauseMessage("no room");
    }
  }
}
