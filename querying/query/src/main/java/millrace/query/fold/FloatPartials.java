package millrace.query.fold;

import java.util.Arrays;
import millrace.query.batch.Allowance;

/// Sums of floats by series and window, written down in the order they were read, to be added up later in the order that
/// the reference adds them.
final class FloatPartials {
  private static final int BYTES_PER_PARTIAL = 24;

  private final Allowance memory;
  long[] starts = new long[16];
  double[] sums = new double[16];
  long[] counts = new long[16];
  int size;

  /// Per series the end of its partials; series without any have the end of the one before.
  int[] ends = new int[16];

  int seriesCount;

  FloatPartials(Allowance memory) {
    this.memory = memory;
  }

  void add(long start, double sum, long count) {
    if (size == starts.length) {
      int larger = size * 2;
      memory.take((long) (larger - size) * BYTES_PER_PARTIAL);
      starts = Arrays.copyOf(starts, larger);
      sums = Arrays.copyOf(sums, larger);
      counts = Arrays.copyOf(counts, larger);
    }
    starts[size] = start;
    sums[size] = sum;
    counts[size++] = count;
  }

  /// Ends the partials of a series; those that follow are the next one's.
  void endSeries() {
    if (seriesCount == ends.length) {
      ends = Arrays.copyOf(ends, seriesCount * 2);
    }
    ends[seriesCount++] = size;
  }

  void release() {
    memory.give((long) (starts.length - 16) * BYTES_PER_PARTIAL);
  }
}
