package millrace.plugins;

import java.util.List;

/// How long runs took, counted in steps.
///
/// @param counts runs that took no longer than each of [#BOUNDS_SECONDS], not cumulated; the last entry counts longer ones
/// @param totalNanos all runs together
public record RunDurations(List<Long> counts, long totalNanos) {
  /// Upper bounds of the steps.
  public static final List<Double> BOUNDS_SECONDS =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0);

  private static final double NANOS_PER_SECOND = 1e9;

  public RunDurations {
    counts = List.copyOf(counts);
  }

  /// Counts runs; guarded by whoever owns it.
  static final class Counter {
    private final long[] counts = new long[BOUNDS_SECONDS.size() + 1];
    private long totalNanos;

    void add(long nanos) {
      int step = 0;
      while (step < BOUNDS_SECONDS.size() && nanos > BOUNDS_SECONDS.get(step) * NANOS_PER_SECOND) {
        step++;
      }
      counts[step]++;
      totalNanos += nanos;
    }

    RunDurations counted() {
      return new RunDurations(java.util.Arrays.stream(counts).boxed().toList(), totalNanos);
    }
  }
}
