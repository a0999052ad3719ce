package millrace.ingest;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Runs a random test and names its seed when it fails. `-Dmillrace.seed=N` repeats a run.
final class Seeded {
  private Seeded() {}

  static void run(Consumer<SplittableRandom> test) {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    try {
      test.accept(new SplittableRandom(seed));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("repeat with -Dtest.argLine=-Dmillrace.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
