package millrace.plugins;

import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Time, threads and chance for the engine.
///
/// @param clock the time, and what wakes schedules up
/// @param executor runs plugin calls, which block; each task may take hours
/// @param random spreads retries; used by several threads at once
public record EngineRuntime(AlarmClock clock, Executor executor, RandomGenerator random) {
  public EngineRuntime {
    Objects.requireNonNull(clock);
    Objects.requireNonNull(executor);
    Objects.requireNonNull(random);
  }

  /// The machine's clock and a virtual thread per run.
  public static EngineRuntime system() {
    Executor threads = task -> Thread.ofVirtual().name("plugin-run").start(task);
    return new EngineRuntime(new SystemAlarmClock(), threads, new Random());
  }
}
