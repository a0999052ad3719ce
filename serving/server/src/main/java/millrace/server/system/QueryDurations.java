package millrace.server.system;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How long one phase of queries took: counts by upper bound, as Prometheus keeps a histogram.
///
/// Threads: any; counts read together may miss what is added meanwhile.
public final class QueryDurations {
  private static final double NANOS_PER_SECOND = 1e9;

  /// Upper bounds of the buckets in seconds; one more takes what is longer.
  public static final List<Double> BOUNDS = List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0);

  private final List<LongAdder> counts = Stream.generate(LongAdder::new).limit(BOUNDS.size() + 1L).toList();
  private final LongAdder sumNanos = new LongAdder();

  /// @param duration empty where the query never came to the phase
  void add(Optional<Duration> duration) {
    duration.ifPresent(taken -> {
      double seconds = taken.toNanos() / NANOS_PER_SECOND;
      int bucket = (int) BOUNDS.stream().filter(bound -> seconds > bound).count();
      counts.get(bucket).increment();
      sumNanos.add(taken.toNanos());
    });
  }

  /// Queries that took no longer than each bound, and at last all.
  public List<Long> cumulated() {
    return IntStream.rangeClosed(1, counts.size())
        .mapToObj(to -> counts.subList(0, to).stream().mapToLong(LongAdder::sum).sum()).toList();
  }

  public double sumSeconds() {
    return sumNanos.sum() / NANOS_PER_SECOND;
  }
}
